from django.urls import include, path, register_converter

from surveys.urls.converters import CodeConverter, FingerprintConverter
from surveys.views import invited, start

register_converter(CodeConverter, "code")
register_converter(FingerprintConverter, "fingerprint")

urlpatterns = [
    path("", start.start, name="start"),
    path("sample/<str:name>", start.sample, name="sample"),
    path("account/", include("surveys.urls.account")),
    path("account/", include("surveys.urls.allauth_pages")),
    path("console/", include("surveys.urls.console")),
    path("invited/", invited.invited, name="invited"),
    path("invited/<str:token>", invited.link, name="invited-link"),
    path("o/", include("surveys.urls.executive")),
    path("r/", include("surveys.urls.respondent")),
]
