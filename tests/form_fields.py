"""What the forms of a page would send."""

from html.parser import HTMLParser


class Fields(HTMLParser):
    """The fields of a page's forms: what they would send, and which offer what can be chosen."""

    def __init__(self, page):
        super().__init__()
        self.values, self.chosen, self.select = {}, set(), ""
        self.feed(page)

    def references(self, free):
        return sorted(name for name in self.chosen if not name.endswith(free))

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        name, value, kind = (found.get(key) or "" for key in ("name", "value", "type"))
        if tag == "select":
            self.select = name
            self.chosen.add(name)
        elif tag == "option" and (self.select not in self.values or "selected" in found):
            self.values[self.select] = value
        elif tag in {"input", "textarea"} and name not in {"", "csrfmiddlewaretoken"}:
            is_switch = kind == "checkbox" and value in {"", "on", "1", "yes"}
            if kind in {"radio", "hidden", "checkbox"} and not is_switch:
                self.chosen.add(name)
            if kind not in {"radio", "checkbox"} or "checked" in found:
                self.values[name] = value
