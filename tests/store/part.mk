# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
# The store of core/store on a UNIX socket: for the clients of Xen, and for people. With the sanitizers.

STORE_SOCKET_OBJ := $(patsubst %.c,$(B)/test/obj/%.o,$(wildcard tests/store/*.c core/store/*.c core/share/*.c) core/base/text.c core/base/values.c \
                    tool/base/options.c core/base/nearest.c tool/base/tool.c tool/base/printable.c)

$(B)/store-socket: $(STORE_SOCKET_OBJ)
	@echo "  LINK $@"
	@$(CC) $(HOSTED) $^ -o $@ -lfdt

-include $(STORE_SOCKET_OBJ:.o=.d)
