# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""Finds what a file calls that is none of ours: programs of shell, makefiles, Python and C, Python's modules, C's headers.

It knows as much of each language as the files of this project use: what it cannot know, such as a program's name in a
variable, it leaves out; it must never take a word for a program that is none.
"""

import ast
import collections
import re
import sys

Call = collections.namedtuple("Call", "line kind name target", defaults=[None])

BUILTINS = set("""
. : [ alias bg break builtin case cd compgen complete continue declare dirs do done echo elif else esac eval exit export false fg
fi for function getopts hash if in jobs kill let local mapfile popd printf pushd pwd read readarray readonly return select set
shift shopt source test then time times trap true type typeset ulimit umask unalias unset until wait while { } [[ ]] !
""".split())
# After these a command begins.
LEADS = set("if then else elif while until do { ! time".split())
# These run the command that follows their options and assignments; some are programs themselves.
RUNNERS = set("exec command env sudo xargs nice nohup".split())
NAME = re.compile(r"[A-Za-z_][\w.+-]*$")
ASSIGNMENT = re.compile(r"[A-Za-z_]\w*(\[[^]]*\])?\+?=")
TOKEN = re.compile(
    r"""(?P<space>[ \t]+)|(?P<comment>\#[^\n]*)|(?P<line>\n)|(?P<here><<-?[ ]*(?P<quote>['"]?)(?P<end>\w+)(?P=quote))
    |(?P<redirect>\d*(>>|>\||<<<|<&|>&|<>|&>|>|<)(?!\())|(?P<operator>;;|&&|\|\||[;&|()])""", re.X)


def substitution_end(text, start):
    """The place behind the parenthesis that closes the one before `start`."""
    depth, i = 1, start
    while i < len(text) and depth:
        if text[i] == "\\":
            i += 1
        elif text[i] == "'":
            i = text.find("'", i + 1) % (len(text) + 1)
        elif text[i] in "()":
            depth += 1 if text[i] == "(" else -1
        i += 1
    return i


class Shell:
    """The commands of a piece of shell, as (line, word)."""

    def __init__(self, text, line=1):
        self.text = text.replace("\\\n", "  ") if line is None else text
        self.line = line or 1
        self.found = []
        self.words = []  # of the command at hand: (word, is it plain)
        self.cases = []  # for each open case: is a pattern expected
        self.skip = False  # the next word is a redirection's
        self.scan()

    def inner(self, text):
        self.found += Shell(text, self.line).found

    def quoted(self, i):
        """Reads a double-quoted string; returns the place behind it."""
        while i < len(self.text) and self.text[i] != '"':
            if self.text[i] == "\\":
                i += 2
            elif self.text.startswith("$(", i) and not self.text.startswith("$((", i):
                end = substitution_end(self.text, i + 2)
                self.inner(self.text[i + 2:end - 1])
                i = end
            else:
                i += 1
        return i + 1

    def word(self, i):
        """Reads a word; returns (word, is it plain, the place behind it)."""
        start, plain = i, True
        while i < len(self.text) and self.text[i] not in " \t\n;&|()<>":
            char = self.text[i]
            if char == "\\":
                i += 2
                continue
            if char == "'":
                i, plain = self.text.find("'", i + 1) + 1, False
            elif char == '"':
                i, plain = self.quoted(i + 1), False
            elif char == "$" and self.text.startswith("$((", i):
                i, plain = substitution_end(self.text, i + 2), False
            elif char == "$" and self.text.startswith("$(", i):
                end = substitution_end(self.text, i + 2)
                self.inner(self.text[i + 2:end - 1])
                i, plain = end, False
            elif char == "$" and self.text.startswith("${", i):
                i, plain = self.text.find("}", i) + 1, False
            else:
                plain = plain and char != "$"
                i += 1
                # An array's elements are no commands.
                if char == "=" and self.text.startswith("(", i):
                    i, plain = substitution_end(self.text, i + 1), False
        return self.text[start:i], plain, i

    def end_command(self):
        words = [(word, plain) for word, plain in self.words]
        self.words = []
        while words and (words[0][0] in LEADS or ASSIGNMENT.match(words[0][0])):
            words.pop(0)
        if not words:
            return
        word, plain = words[0]
        if word == "case":
            self.cases.append(True)
        elif word == "esac" and self.cases:
            self.cases.pop()
        elif word in ("for", "select", "function"):
            return
        elif plain:
            self.command(word, words[1:])

    def command(self, word, rest):
        if NAME.match(word) and word not in BUILTINS | {"command", "exec"}:
            self.found.append((self.line, word))
        for i, (option, _) in enumerate(rest[:-1] if word == "find" else []):
            if option in ("-exec", "-execdir") and rest[i + 1][1]:
                self.command(rest[i + 1][0], rest[i + 2:])
        if word in RUNNERS:
            while rest and (rest[0][0].startswith("-") or ASSIGNMENT.match(rest[0][0])):
                rest = rest[1:]
            if rest and rest[0][1]:
                self.command(rest[0][0], rest[1:])

    def operator(self, text, i):
        if text == "(" and len(self.words) == 1 and self.text.startswith(")", i):
            self.words = []  # a function begins
            return i + 1
        self.end_command()
        if text == ";;" and self.cases:
            self.cases[-1] = True
        return i

    def pattern(self, i):
        """Skips a pattern of a case, or sees its end."""
        rest = re.compile(r"(?:\s|#[^\n]*\n)*").match(self.text, i).end()
        self.line += self.text.count("\n", i, rest)
        if re.match(r"esac\b", self.text[rest:rest + 5]):
            self.cases.pop()
            return rest + 4
        end = rest
        while end < len(self.text) and self.text[end] != ")":
            end = self.text.find("'", end + 1) + 1 if self.text[end] == "'" else end + 1
        self.cases[-1] = False
        return end + 1

    def scan(self):
        i, heres = 0, []
        while i < len(self.text):
            if self.cases and self.cases[-1]:
                i = self.pattern(i)
                continue
            match = TOKEN.match(self.text, i)
            if self.text.startswith("\\\n", i):
                self.line, i = self.line + 1, i + 2
            elif not match or match["comment"] and i and self.text[i - 1] not in " \t\n;(":
                word, plain, end = self.word(i)
                if end == i:  # process substitution
                    end = substitution_end(self.text, i + 2)
                    self.inner(self.text[i + 2:end - 1])
                elif not self.skip:
                    self.words.append((word, plain))
                    if word in LEADS and len(self.words) == 1:
                        self.words = []
                    elif word == "in" and self.words[0][0] == "case":
                        self.end_command()
                self.skip = False
                self.line += self.text.count("\n", i, end)
                i = end
            else:
                i = match.end()
                if match["operator"]:
                    i = self.operator(match["operator"], i)
                elif match["redirect"]:
                    self.skip = True
                elif match["here"]:
                    heres.append(match["end"])
                elif match["line"]:
                    self.end_command()
                    self.line += 1
                    for end in heres:
                        found = re.compile(rf"^\t*{end}$", re.M).search(self.text, i)
                        stop = found.end() if found else len(self.text)
                        self.line += self.text.count("\n", i, stop)
                        i = stop
                    heres = []
        self.end_command()


# Programs that are asked for one after the other, since something else will call them.
ASKED_FOR = re.compile(r'for (\w+) in ([^;\n]*);\s*do\s+command -v "\$\1"')


def of_shell(text, line=1):
    functions = set(re.findall(r"^\s*(?:function\s+)?(\w+)\s*\(\)", text, re.M))
    found = Shell(text, line).found
    for match in ASKED_FOR.finditer(text):
        found += [(line + text.count("\n", 0, match.start()), word) for word in match[2].split()]
    return [Call(at, "program", word) for at, word in found if word not in functions]


def expanded(text, values):
    """A recipe with what the makefiles give its variables; what they do not is a path or an option."""
    for _ in range(4):
        text = re.sub(r"\$\((\w+)\)", lambda match: values.get(match[1], "$" + match[1]), text)
    text = re.sub(r"\$\((?!\()\w+ ([^()]|\([^()]*\))*\)|\$[@<^*]|\$\([@<^*][DF]\)", "$x", text)
    return text.replace("$$", "$")


def assigned(text):
    """The variables of a makefile that are one plain word, or begin with one."""
    return dict(re.findall(r"^(\w+) *[:?]?= *([\w./-]+)(?: .*)?$", text, re.M))


def of_makefile(text, values):
    values = {**values, **assigned(text)}
    target, found, recipe, first = None, [], "", 0
    for number, line in enumerate(text.split("\n"), 1):
        rule = re.match(r"([\w.-]+):(?!=)", line)
        target = rule[1] if rule else target
        for command in re.findall(r"\$\(shell ([^()]*)\)", line):
            found += [call._replace(target=target) for call in of_shell(expanded(command, values), number)]
        if not recipe and not line.startswith("\t"):
            continue
        first = first if recipe else number
        recipe += line.lstrip("\t@-+" if not recipe else "\t") + "\n"
        if not line.endswith("\\"):
            recipe = expanded(expanded(recipe.replace("$$(", "$("), values), values)
            found += [call._replace(target=target) for call in of_shell(recipe, first)]
            recipe = ""
    return found


STARTERS = {"run", "Popen", "call", "check_call", "check_output", "spawn", "run_each", "make"}


def first_word(node, names):
    """The program of a command that Python gives as a list, or None."""
    while isinstance(node, ast.BinOp):
        node = node.left
    if isinstance(node, ast.Lambda):
        return first_word(node.body, names)
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, (ast.List, ast.Tuple)) and node.elts:
        return first_word(node.elts[0], names)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def of_python(text, local):
    """`local` are the modules that lie beside this one."""
    tree, found, names = ast.parse(text), [], {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            if isinstance(node.value, (ast.List, ast.BinOp)) or node in tree.body:
                names[node.targets[0].id] = first_word(node.value, {})
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module]
            found += [Call(node.lineno, "module", name) for name in (module.split(".")[0] for module in modules)
                      if name not in sys.stdlib_module_names and name not in local]
        elif isinstance(node, ast.Call) and node.args:
            called = getattr(node.func, "attr", getattr(node.func, "id", None))
            plain = isinstance(node.args[0], ast.Constant)
            if called in STARTERS and (not plain or called == "spawn"):
                word = first_word(node.args[0], names)
                if word and NAME.match(word):
                    found.append(Call(node.lineno, "program", word))
    return found


def of_c(text):
    found, begun = [], False
    for number, line in enumerate(text.split("\n"), 1):
        # A list of arguments begins with the program, in whatever way it is made.
        listed = re.search(r'arguments\[(?:count\+\+)?\] = \{?"([\w.+-]+)"', line)
        if listed and not begun:
            found.append(Call(number, "program", listed[1]))
        begun = line != "}" and (begun or bool(listed))
        for word in re.findall(r'argument_add\(run, "(qemu-system-\w+)"\)', line):
            found.append(Call(number, "program", word))
        for header in re.findall(r'^#\s*include <([\w./+-]+)>', line):
            found.append(Call(number, "header", header))
    return found


def of_file(name, path):
    """All that a file calls; nothing for a file of another kind."""
    text = path.read_text(encoding="utf-8", errors="replace")
    first = text.split("\n", 1)[0]
    found = []
    if first.startswith("#!"):
        words = [word.rsplit("/", 1)[-1] for word in first[2:].split()]
        if words[0] == "busybox":
            return []
        found = [Call(1, "program", word) for word in words if NAME.match(word)]
    if name.endswith((".c", ".h")):
        return of_c(text)
    if name == "Makefile" or name.endswith(".mk"):
        root = path.parent
        while not (root / "Makefile").exists():
            root = root.parent
        values = assigned((root / "Makefile").read_text(encoding="utf-8"))
        return [Call(1, "program", "make"), *of_makefile(text, values)]
    if name.endswith(".py") or "python" in first:
        # What is imported from the tests' own folders is no package's.
        tests = next((folder for folder in path.parents if folder.name == "tests"), path.parent)
        return found + of_python(text, {file.stem for file in tests.rglob("*.py")})
    return found + of_shell(text) if re.search(r"\b(ba)?sh\b", first) else found
