from django.urls import include, path, register_converter

from surveys.urls.converters import CodeConverter, DocumentConverter, FingerprintConverter
from surveys.views import invited, language, start
from surveys.views.messages import opt_out

register_converter(CodeConverter, "code")
register_converter(DocumentConverter, "document")
register_converter(FingerprintConverter, "fingerprint")

urlpatterns = [
    path("", start.start, name="start"),
    path("sample/<str:name>", start.sample, name="sample"),
    path("account/", include("surveys.urls.account")),
    path("account/", include("surveys.urls.allauth_pages")),
    path("console/", include("surveys.urls.console")),
    path("d/", include("surveys.urls.shared")),
    path("h/", include("surveys.urls.heads")),
    path("invited/", invited.invited, name="invited"),
    path("invited/<str:token>", invited.link, name="invited-link"),
    path("language/", language.choose, name="language"),
    path("no-reminders/<str:token>", opt_out, name="mail-opt-out"),
    path("o/", include("surveys.urls.executive")),
    path("r/", include("surveys.urls.respondent")),
    path("", include("surveys.urls.room")),
]
