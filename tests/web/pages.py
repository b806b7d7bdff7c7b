"""A page as a browser reads it: its words, its links and its forms."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})


@dataclass
class Form:
    """A form with the fields that a browser would send."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    labels: list[str] = field(default_factory=list)


class Page(HTMLParser):
    """What a page says and offers."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = html
        self.forms: list[Form] = []
        self.links: dict[str, str] = {}
        self.headings: list[str] = []
        self.title = ""
        self._words: list[str] = []
        self._open: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.feed(html)
        self.close()

    @property
    def words(self) -> str:
        """Everything that is there to read, with single blanks."""
        return " ".join(" ".join(self._words).split())

    def form_to(self, action: str, **fields: str) -> Form:
        """The form of that action that has these fields."""
        fitting = [form for form in self.forms if form.action == action and fields.items() <= form.fields.items()]
        assert len(fitting) == 1, f"{len(fitting)} forms to {action} with {fields}"
        return fitting[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.forms.append(Form(given.get("action") or "", given.get("method") or "get"))
        if tag == "input" and self.forms and given.get("name") and _is_sent(given):
            self.forms[-1].fields[str(given["name"])] = given.get("value") or ""
        if tag == "option" and "selected" in given:
            self.forms[-1].fields[self._select()] = given.get("value") or ""
        if tag not in VOID:
            self._open.append((tag, given, []))

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            name, given, words = self._open.pop()
            if name == "textarea":
                self.forms[-1].fields[str(given["name"])] = "".join(words).removeprefix("\n")
            self._finish(name, given, " ".join(" ".join(words).split()))
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][0] not in {"script", "style"}:
            self._words.append(data)
        for _tag, _given, words in self._open:
            words.append(data)

    def _finish(self, tag: str, given: dict[str, str | None], words: str) -> None:
        if tag == "a":
            self.links[words or str(given.get("aria-label"))] = given.get("href") or ""
        if tag == "button" and any(name == "form" for name, _given, _words in self._open):
            self.forms[-1].labels.append(words or str(given.get("aria-label")))
        if tag in {"h1", "h2", "h3"}:
            self.headings.append(words)
        if tag == "title":
            self.title = words

    def _select(self) -> str:
        return next(str(given["name"]) for tag, given, _words in reversed(self._open) if tag == "select")


def _is_sent(given: dict[str, str | None]) -> bool:
    """Say whether a browser sends an input: of radio buttons and boxes only the checked ones."""
    return given.get("type") not in {"radio", "checkbox"} or "checked" in given
