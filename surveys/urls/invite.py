"""The console's pages about texts, links and posters; all of them are named ``console:…``."""

from django.urls import path

from surveys.views import heads, mail_texts, organisation_settings, posters, shared_links

ONE = "<code:organisation>/assessments/<code:code>/"
TEXT = f"{ONE}mail-texts/<slug:kind>/<slug:language>/"
SHARED = f"{ONE}department-links/<slug:key>/"
POSTERS = f"{ONE}posters/<slug:language>/"
HEAD = f"{ONE}heads/<slug:key>/"

urlpatterns = [
    path(
        "<code:organisation>/settings/", organisation_settings.change, name="organisation-settings"
    ),
    path("<code:organisation>/logo.png", organisation_settings.logo, name="organisation-logo"),
    path("<code:organisation>/brand.png", organisation_settings.brand, name="organisation-brand"),
    path(f"{ONE}mail-texts/", mail_texts.texts, name="mail-texts"),
    path(TEXT, mail_texts.text, name="mail-text"),
    path(f"{TEXT}preview/", mail_texts.preview, name="mail-text-preview"),
    path(f"{TEXT}test/", mail_texts.test, name="mail-text-test"),
    path(f"{TEXT}standard/", mail_texts.reset, name="mail-text-reset"),
    path(f"{ONE}announcement/", mail_texts.announcement, name="announcement"),
    path(f"{ONE}department-links/", shared_links.links, name="department-links"),
    path(f"{SHARED}open/", shared_links.open_one, name="department-link-open"),
    path(f"{SHARED}renew/", shared_links.renew, name="department-link-renew"),
    path(f"{SHARED}close/", shared_links.close, name="department-link-close"),
    path(f"{ONE}posters/", posters.index, name="posters"),
    path(f"{POSTERS}announcement.pdf", posters.announcement, name="poster-announcement"),
    path(f"{POSTERS}departments.pdf", posters.departments, name="poster-departments"),
    path(f"{POSTERS}departments/<slug:key>.pdf", posters.department, name="poster-department"),
    path(f"{ONE}heads/", heads.index, name="heads"),
    path(HEAD, heads.head, name="head"),
    path(f"{HEAD}send/", heads.send, name="head-send"),
    path(f"{HEAD}renew/", heads.renew, name="head-renew"),
    path(f"{HEAD}revoke/", heads.revoke, name="head-revoke"),
    path(f"{ONE}works-council/", posters.council, name="works-council"),
    path(f"{ONE}works-council/<slug:language>.pdf", posters.council_pdf, name="works-council-pdf"),
]
