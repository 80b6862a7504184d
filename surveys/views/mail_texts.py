"""What mails say: the list, one text with its preview, a trial copy, and the announcement."""

from csp.decorators import csp
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from surveys.access import SETS_UP, Assessment, LinkExpired, get_assessment
from surveys.forms.invite import MailTextForm
from surveys.services import announcements, mail_images, mail_parts, mail_texts, outbox
from surveys.services.mail_texts import MailKind, Words
from surveys.views.members import for_members

# A preview is the mail itself: its style stands in its lines, and its logo within.
MAIL_POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "form-action": ["'none'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}


@for_members
@require_safe
def texts(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    page = _page(assessment) | {"lines": mail_texts.lines(assessment)}
    return render(request, "console/invite/mail_texts.html", page)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def text(
    request: HttpRequest, organisation: str, code: str, kind: str, language: str
) -> HttpResponse:
    """One text: on POST it is kept, or only shown as its reader will see it."""
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    _check(kind, language)
    words = mail_texts.words_for(assessment, kind=kind, language=language)
    form = _form(request, kind, words)
    if request.method == "POST" and form.is_valid():
        words = Words(**form.cleaned_data, own=words.own)
        if "preview" not in request.POST:
            mail_texts.keep(
                assessment=assessment,
                kind=kind,
                language=language,
                **form.cleaned_data,
                user=request.user,  # type: ignore[arg-type]  # signed in
                now=timezone.now(),
            )
            messages.success(request, _("The text is saved."))
            return redirect("console:mail-text", organisation, code, kind, language)
    page = _page(assessment) | _text_page(assessment, kind, language, words)
    page |= {"form": form, "unsaved": request.method == "POST"}
    if form.errors:
        page["preview"] = None
    status = 422 if form.errors else 200
    return render(request, "console/invite/mail_text.html", page, status=status)


def _text_page(assessment: Assessment, kind: str, language: str, words: Words) -> dict[str, object]:
    return {
        "kind": kind,
        "title": MailKind(kind).label,
        "language": language,
        "in_language": get_language_info(language)["name_local"],
        "words": words,
        "values": mail_parts.values(assessment, kind=kind, language=language),
        "needed": mail_texts.REQUIRED[kind],
        "preview": mail_parts.preview(assessment, kind=kind, language=language, words=words),
    }


@for_members  # type: ignore[arg-type]  # csp forgets what the view takes and gives
@csp(MAIL_POLICY)  # type: ignore[arg-type]
@require_http_methods(["GET", "HEAD", "POST"])
def preview(
    request: HttpRequest, organisation: str, code: str, kind: str, language: str
) -> HttpResponse:
    """The HTML form of the mail as it would leave; on POST of a text that is not kept."""
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    _check(kind, language)
    words = mail_texts.words_for(assessment, kind=kind, language=language)
    if request.method == "POST":
        form = _form(request, kind, words)
        if not form.is_valid():
            return HttpResponse(_("The text has mistakes."), status=422, content_type="text/plain")
        words = Words(**form.cleaned_data, own=words.own)
    parts = mail_parts.preview(assessment, kind=kind, language=language, words=words)
    return HttpResponse(mail_images.within(parts))


@for_members
@require_POST
def test(
    request: HttpRequest, organisation: str, code: str, kind: str, language: str
) -> HttpResponse:
    """A trial copy of what is kept, to who asks for it."""
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    _check(kind, language)
    address = request.user.email  # type: ignore[union-attr]  # signed in
    try:
        outbox.queue(
            kind=kind,
            assessment=assessment,
            to=address,
            subject_key=language,
            copy=True,
            now=timezone.now(),
        )
    except outbox.NoMailServer:
        messages.error(request, _("No mail server is set up here, so nothing was sent."))
    except LinkExpired:
        messages.error(request, _("The assessment is closed; its mails have ended."))
    else:
        said = _("A trial copy is on its way to %(address)s. Its link opens nothing.")
        messages.success(request, said % {"address": address})
    return redirect("console:mail-text", organisation, code, kind, language)


@for_members
@require_POST
def reset(
    request: HttpRequest, organisation: str, code: str, kind: str, language: str
) -> HttpResponse:
    """Back to the text that comes with the program."""
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    _check(kind, language)
    mail_texts.reset(
        assessment=assessment,
        kind=kind,
        language=language,
        user=request.user,  # type: ignore[arg-type]  # signed in
        now=timezone.now(),
    )
    messages.success(request, _("The standard text is used again."))
    return redirect("console:mail-text", organisation, code, kind, language)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def announcement(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    """The sponsor's mail in every language, to be copied; on POST it is sent."""
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    refusal = ""
    if request.method == "POST":
        try:
            count = announcements.announce(
                assessment=assessment,
                user=request.user,  # type: ignore[arg-type]  # signed in
                now=timezone.now(),
            )
        except outbox.NoMailServer:
            refusal = _("No mail server is set up here: copy the text and send it yourself.")
        except LinkExpired:
            refusal = _("The assessment is closed; its mails have ended.")
        else:
            said = ngettext("%(n)s mail is on its way.", "%(n)s mails are on their way.", count)
            messages.success(request, said % {"n": count})
            return redirect("console:announcement", organisation, code)
    kind = MailKind.ANNOUNCEMENT.value
    page = _page(assessment) | {
        "refusal": refusal,
        "mails": [
            (get_language_info(each)["name_local"], _as_sent(assessment, kind, each))
            for each in mail_texts.languages()
        ],
        "untold": announcements.untold(assessment),
        "told": announcements.told(assessment),
        "sends": settings.SENDS_MAIL,
    }
    return render(request, "console/invite/announcement.html", page, status=409 if refusal else 200)


def _as_sent(assessment: Assessment, kind: str, language: str) -> mail_parts.Parts:
    words = mail_texts.words_for(assessment, kind=kind, language=language)
    return mail_parts.preview(assessment, kind=kind, language=language, words=words)


def _form(request: HttpRequest, kind: str, words: Words) -> MailTextForm:
    return MailTextForm(
        request.POST if request.method == "POST" else None,
        known=mail_texts.PLACEHOLDERS[kind],
        needed=mail_texts.REQUIRED[kind],
        unknown=mail_texts.unknown,
        initial={"subject": words.subject, "body": words.body},
    )


def _check(kind: str, language: str) -> None:
    """Raises Http404."""
    if kind not in mail_texts.PLACEHOLDERS or language not in mail_texts.languages():
        raise Http404


def _page(assessment: Assessment) -> dict[str, object]:
    return {"organisation": assessment.organisation, "assessment": assessment}
