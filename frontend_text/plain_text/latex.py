"""LaTeX formulas in English words, as far as formulas can be said in a line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from frontend_text.plain_text.rewriting import Edit

_FORMULA = re.compile(
    r"\$\$(?P<display>[^$]{1,500})\$\$|\\\((?P<round>.{1,500}?)\\\)|\\\[(?P<square>.{1,800}?)\\\]"
    r"|(?<![\w$\\])\$(?P<inline>(?! )[^$\n]{1,300}?(?<![\s\\]))\$(?![\w$])",
    re.DOTALL,
)
_COMMAND = re.compile(
    r"\\(?:frac|dfrac|sum|int|sqrt|prod|lim|alpha|beta|gamma|delta|theta|lambda|mu|pi|sigma|omega|cdot|times"
    r"|leq?|geq?|neq|infty|partial|nabla|rightarrow|to|in|pm|approx)(?![A-Za-z])"
)
_BARE = re.compile(r"\\[a-z]{2,12}[^\n]{0,300}")
_NAMES = {
    "alpha": "alpha", "beta": "beta", "gamma": "gamma", "delta": "delta", "epsilon": "epsilon",
    "varepsilon": "epsilon", "zeta": "zeta", "eta": "eta", "theta": "theta", "iota": "iota", "kappa": "kappa",
    "lambda": "lambda", "mu": "mu", "nu": "nu", "xi": "xi", "pi": "pi", "rho": "rho", "sigma": "sigma",
    "tau": "tau",
    "phi": "phi", "varphi": "phi", "chi": "chi", "psi": "psi", "omega": "omega", "Gamma": "gamma",
    "Delta": "delta", "Theta": "theta", "Lambda": "lambda", "Pi": "pi", "Sigma": "sigma", "Phi": "phi",
    "Psi": "psi", "Omega": "omega", "cdot": "times", "times": "times", "div": "divided by", "pm": "plus or minus",
    "mp": "minus or plus",
    "leq": "less than or equal to", "le": "less than or equal to", "geq": "greater than or equal to",
    "ge": "greater than or equal to", "neq": "not equal to", "ne": "not equal to",
    "approx": "approximately equals", "equiv": "is equivalent to", "sim": "is similar to",
    "propto": "is proportional to", "infty": "infinity", "partial": "partial", "nabla": "del",
    "to": "to", "rightarrow": "to", "Rightarrow": "implies", "implies": "implies", "iff": "if and only if",
    "leftarrow": "from", "mapsto": "maps to", "in": "in", "notin": "not in", "subset": "subset of",
    "subseteq": "subset of", "cup": "union", "cap": "intersection", "emptyset": "the empty set",
    "forall": "for all", "exists": "there exists", "neg": "not", "land": "and", "lor": "or", "wedge": "and",
    "vee": "or",
    "sin": "sine", "cos": "cosine", "tan": "tangent", "log": "log", "ln": "natural log", "exp": "exponential",
    "lim": "limit", "max": "max", "min": "min", "det": "determinant", "gcd": "greatest common divisor",
    "sum": "sum", "prod": "product", "int": "integral", "oint": "contour integral", "ldots": "and so on",
    "dots": "and so on", "cdots": "and so on", "circ": "degrees", "degree": "degrees", "prime": "prime",
    "angle": "angle", "perp": "perpendicular to", "parallel": "parallel to",
    "mid": "given", "vert": "", "quad": ",", "qquad": ",", "ll": "much less than", "gg": "much greater than",
    "hbar": "h bar", "ell": "l", "therefore": "therefore", "because": "because", "star": "star", "ast": "star",
    "oplus": "plus", "otimes": "times", "dagger": "dagger", "percent": "percent",
}  # fmt: skip
_SILENT = frozenset(
    (
        "left right big Big bigg Bigg text mathrm mathbf mathit mathcal mathbb mathsf operatorname "
        "displaystyle textstyle limits nolimits begin end label tag boxed textbf textit mbox hat bar vec "
        "tilde dot ddot overline underline mathop rm bf it"
    ).split()
)
_ACCENTS = {"hat": "hat", "bar": "bar", "vec": "vector", "tilde": "tilde", "dot": "dot", "overline": "bar"}
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\d+(?:[.,]\d+)*|[A-Za-z]|\s+|.", re.DOTALL)
_SIGNS = {
    "+": "plus",
    "-": "minus",
    "=": "equals",
    "<": "less than",
    ">": "greater than",
    "*": "times",
    "/": "over",
    "|": "",
    "!": "factorial",
    "'": "prime",
    ",": ",",
    ":": ":",
    "&": "",
    "~": "",
    ";": ",",
    "%": "percent",
    "−": "minus",
    "×": "times",
    "·": "times",
}
_POWERS = {"2": "squared", "3": "cubed"}
_MOST_DEPTH = 12


def latex_edits(text: str) -> Iterator[Edit]:
    """Formulas between dollar signs or brackets, and bare commands, in words."""
    if "$" not in text and "\\" not in text:
        return
    taken: list[tuple[int, int]] = []
    for match in _FORMULA.finditer(text):
        content = next(part for part in match.groups() if part is not None)
        if match["inline"] is not None and not _is_formula(content):
            continue
        taken.append(match.span())
        yield Edit(match.start(), match.end(), f" {say_formula(content)} ".strip() or " ")
    for match in _BARE.finditer(text):
        if not _COMMAND.match(match[0]) or any(start <= match.start() < end for start, end in taken):
            continue
        end = match.start() + _extent(match[0])
        if any(start < end and match.start() < finish for start, finish in taken):
            continue
        taken.append((match.start(), end))
        yield Edit(match.start(), end, say_formula(text[match.start() : end]))


def _is_formula(content: str) -> bool:
    """Whether what stands between two dollar signs is a formula and not two prices."""
    if re.match(r"\d[\d,.]*(?:[kKMBT]|\s|$|-|–|/)", content) and not re.search(r"[\\^_=]", content):
        return False
    if re.search(r"[\\^_=<>+]", content):
        return not re.search(r"[a-z]{4,} [a-z]{2,}", re.sub(r"\\[a-zA-Z]+(?:\{[^{}]*\})?", "", content))
    return bool(re.fullmatch(r"\s*-?\d*[A-Za-z](?:\s*[-/*]\s*\w|'|\([a-z](?:,\s?[a-z])*\))*\s*", content))


def _extent(rest: str) -> int:
    """How far a formula without delimiters goes: commands, groups, single letters, signs; not into words."""
    end = 0
    for match in re.finditer(
        r"\\[A-Za-z]+|[_^]?\{[^{}\n]{0,80}(?:\{[^{}\n]{0,40}\}[^{}\n]{0,40})?\}|[_^]\w|\s*[-+*/=<>(),|!]"
        r"|\s?\d+(?:\.\d+)?|\s?[A-Za-z](?![A-Za-z])",
        rest,
    ):
        if match.start() != end:
            break
        end = match.end()
    return len(rest[:end].rstrip(" ,"))


def say_formula(formula: str) -> str:
    r"""'E = mc^2' -> 'E equals m c squared', '\frac{a}{b}' -> 'a over b'."""
    words = _Formula(_TOKEN.findall(formula)).words(0)
    said = " ".join(word for word in words if word)
    return re.sub(r"\s+([,:)])", r"\1", said.replace("( ", "(")).strip(" ,")


class _Formula:
    """Walks through the tokens of one formula."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.position = 0

    def words(self, depth: int) -> list[str]:
        """Words up to the end or the brace that closes the group."""
        said: list[str] = []
        while self.position < len(self.tokens):
            token = self.tokens[self.position]
            self.position += 1
            if token == "}":
                break
            said += self.one(token, said, depth)
        return said

    def one(self, token: str, said: list[str], depth: int) -> list[str]:
        """What one token (and the groups that belong to it) is said as."""
        if token.isspace():
            return []
        if token == "{":
            return self.words(depth + 1) if depth < _MOST_DEPTH else []
        if token.startswith("\\"):
            return self.command(token[1:], depth)
        if token == "^":
            return self.power(depth)
        if token == "_":
            return self.group(depth)
        return [_SIGNS.get(token, token) if not token.isalnum() else token]

    def group(self, depth: int) -> list[str]:
        """The next group or token."""
        while self.position < len(self.tokens) and self.tokens[self.position].isspace():
            self.position += 1
        if self.position >= len(self.tokens) or depth >= _MOST_DEPTH:
            return []
        token = self.tokens[self.position]
        self.position += 1
        return self.one(token, [], depth + 1)

    def power(self, depth: int) -> list[str]:
        exponent = self.group(depth)
        if exponent == ["degrees"] or exponent == ["prime"]:
            return exponent
        if len(exponent) == 1 and exponent[0] in _POWERS:
            return [_POWERS[exponent[0]]]
        if len(exponent) == 1 and exponent[0].isalpha():
            return ["to the", *exponent]
        return ["to the power of", *exponent]

    def command(self, name: str, depth: int) -> list[str]:
        if name in ("frac", "dfrac", "tfrac"):
            above, below = self.group(depth), self.group(depth)
            return [*above, "over", *below]
        if name == "sqrt":
            return self.root(depth)
        if name in ("sum", "prod", "int", "oint", "lim"):
            return self.bounded(name, depth)
        if name in _ACCENTS:
            return [*self.group(depth), _ACCENTS[name]]
        if name in ("begin", "end", "label", "tag"):
            self.group(depth)
            return []
        if name in _SILENT:
            return (
                self._letters(depth) if name in ("text", "mathrm", "textbf", "textit", "mbox", "operatorname") else []
            )
        if name in _NAMES:
            return [_NAMES[name]]
        if name == "\\":
            return [","]
        return [name] if name.isalpha() else ([] if name in ",;:! {}|" else [_SIGNS.get(name, "")])

    def _letters(self, depth: int) -> list[str]:
        """A group of text, its letters joined to words again."""
        words = self.group(depth)
        return ["".join(words)] if all(len(word) == 1 for word in words) else words

    def root(self, depth: int) -> list[str]:
        name = "the square root of"
        if self.position < len(self.tokens) and self.tokens[self.position] == "[":
            end = self.tokens.index("]", self.position) if "]" in self.tokens[self.position :] else self.position
            index = "".join(self.tokens[self.position + 1 : end])
            self.position = end + 1
            name = {"3": "the cube root of"}.get(index, f"the root {index} of")
        return [name, *self.group(depth)]

    def bounded(self, name: str, depth: int) -> list[str]:
        """A sum, product, integral or limit with its bounds."""
        lower: list[str] = []
        upper: list[str] = []
        while self.position < len(self.tokens) and self.tokens[self.position] in ("_", "^", " ", "\\limits"):
            token = self.tokens[self.position]
            self.position += 1
            if token == "_":
                lower = self.group(depth)
            elif token == "^":
                upper = self.group(depth)
        said = [_NAMES[name]]
        if name == "lim":
            return [*said, "as", *lower, "of"] if lower else said
        if lower:
            said += ["from" if upper else "over", *lower]
        if upper:
            said += ["to", *upper]
        return [*said, "of"]
