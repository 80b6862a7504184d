"""The rows, one module a noun."""

from surveys.models.answer import (
    Answer,
    AnswerCount,
    Comment,
    CommentDraft,
    Response,
    ResponseState,
)
from surveys.models.assessment import (
    BEFORE_CLOSING,
    LARGEST_FLOOR,
    OVER,
    SMALLEST_FLOOR,
    AnsweringTime,
    Assessment,
    ClosedActivity,
    NotApplicable,
    ScopeDepartment,
    State,
)
from surveys.models.audit import AuditEvent
from surveys.models.codes import CODE_LENGTH, public_code
from surveys.models.decision import Decision, DecisionLetter, DecisionStatus, Letter
from surveys.models.evidence import Evidence, EvidenceKind
from surveys.models.invitation import Invitation, InvitationState
from surveys.models.job import Job, JobState
from surveys.models.mail import (
    MOST_REMINDERS,
    MailKind,
    MailText,
    Message,
    MessageState,
    Reminder,
    ReminderState,
)
from surveys.models.member_invitation import MemberInvitation
from surveys.models.model_version import ModelVersion
from surveys.models.organisation import Department, Logo, Member, Organisation, Person, Role
from surveys.models.release import Release, ReportFile, ReportKind
from surveys.models.roster_import import RosterImport, RosterImportState
from surveys.models.shared_link import DepartmentLink, HeadLink
from surveys.models.user import User

__all__ = [
    "BEFORE_CLOSING",
    "CODE_LENGTH",
    "LARGEST_FLOOR",
    "MOST_REMINDERS",
    "OVER",
    "SMALLEST_FLOOR",
    "Answer",
    "AnswerCount",
    "AnsweringTime",
    "Assessment",
    "AuditEvent",
    "ClosedActivity",
    "Comment",
    "CommentDraft",
    "Decision",
    "DecisionLetter",
    "DecisionStatus",
    "Department",
    "DepartmentLink",
    "Evidence",
    "EvidenceKind",
    "HeadLink",
    "Invitation",
    "InvitationState",
    "Job",
    "JobState",
    "Letter",
    "Logo",
    "MailKind",
    "MailText",
    "Member",
    "MemberInvitation",
    "Message",
    "MessageState",
    "ModelVersion",
    "NotApplicable",
    "Organisation",
    "Person",
    "Release",
    "Reminder",
    "ReminderState",
    "ReportFile",
    "ReportKind",
    "Response",
    "ResponseState",
    "Role",
    "RosterImport",
    "RosterImportState",
    "ScopeDepartment",
    "State",
    "User",
    "public_code",
]
