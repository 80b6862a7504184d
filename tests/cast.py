"""The people of our tests: Carla, Cora and Erin belong to Acme, Olaf to another organisation.

Rosa has no account: she holds a personal link of Acme's open assessment. Nor has Hedda, who holds
the link of a head of department.
"""

from django.test import Client

from surveys import access
from surveys.models import Member, Organisation, User
from surveys.services import answers, invitations
from surveys.services.shared_links import token_of_head
from tests.factories import NOW, invite_with_token


def member(name, role, of):
    user = User.objects.create_user(f"{name.lower()}@example.com", name=name)
    Member.objects.create(user=user, organisation=of, role=role)
    return user


def carla(of):
    return signed_in(member("Carla", "consultant", of))


def cora(of):
    return signed_in(member("Cora", "coordinator", of))


def erin(of):
    return signed_in(member("Erin", "executive", of))


def olaf():
    return signed_in(member("Olaf", "consultant", Organisation.objects.create(name="Other")))


def rosa(assessment):
    """A browser that opened a link of ``assessment`` and has started."""
    client = Client()
    issued = invite_with_token(assessment)
    invitation, value = invitations.open_link(issued.token, now=NOW)
    answers.start(invitation=invitation, now=NOW)
    client.cookies[access.cookie_name(invitation.assessment.code)] = value
    return client


def hedda(link):
    """A browser that opened the link of a head of department."""
    client = Client()
    client.get(f"/h/{token_of_head(link)}")
    return client


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client
