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
from surveys.models.workshop import (
    JOIN_CODE_LENGTH,
    LONGEST_NAME,
    About,
    Action,
    AgendaItem,
    Dot,
    Mode,
    Owner,
    OwnerStatus,
    Phase,
    Seat,
    Stage,
    Vote,
    VoteCount,
    Why,
    Workshop,
)

__all__ = [
    "BEFORE_CLOSING",
    "CODE_LENGTH",
    "JOIN_CODE_LENGTH",
    "LARGEST_FLOOR",
    "LONGEST_NAME",
    "MOST_REMINDERS",
    "OVER",
    "SMALLEST_FLOOR",
    "About",
    "Action",
    "AgendaItem",
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
    "Dot",
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
    "Mode",
    "ModelVersion",
    "NotApplicable",
    "Organisation",
    "Owner",
    "OwnerStatus",
    "Person",
    "Phase",
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
    "Seat",
    "Stage",
    "State",
    "User",
    "Vote",
    "VoteCount",
    "Why",
    "Workshop",
    "public_code",
]
