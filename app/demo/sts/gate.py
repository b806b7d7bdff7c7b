"""The gate before moto: every API call is authenticated and authorized here; only then moto may answer it."""

from collections.abc import Iterable
from datetime import timedelta
from io import BytesIO
from typing import Final
from urllib.parse import parse_qsl
from wsgiref.types import StartResponse, WSGIEnvironment

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.test import run_wsgi_app
from werkzeug.wrappers import Request, Response

from app.demo.clock import Clock
from app.demo.sts.answers import AwsRefusal, beyond, denied, refusal_response
from app.demo.sts.assume_role import AssumeRole
from app.demo.sts.callers import Caller, Callers
from app.demo.sts.minting import Mint
from app.demo.sts.policies import identity_verdict
from app.demo.sts.request import Form
from app.demo.sts.session_policies import parse_document
from app.demo.sts.signature import Authorization, check_signature, parse_authorization
from app.demo.switches import Switches
from app.demo.world import World

_SERVICES: Final = frozenset(["sts", "iam", "organizations"])
_UNSIGNED: Final = frozenset(["AssumeRoleWithWebIdentity", "AssumeRoleWithSAML"])
_BEYOND: Final = frozenset(
    ["AssumeRoot", "DecodeAuthorizationMessage", "GetAccessKeyInfo", "GetFederationToken", "GetSessionToken"]
)


class Gate:
    """A WSGI application that speaks STS, IAM and Organizations for all regions at one address."""

    def __init__(self, *, world: World, mint: Mint, switches: Switches, clock: Clock) -> None:
        self._world = world
        self._callers = Callers(world=world, mint=mint)
        self._assume_role = AssumeRole(world=world, mint=mint, clock=clock)
        self._switches = switches
        self._clock = clock
        self._moto = DomainDispatcherApplication(create_backend_app)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        service = "sts"
        try:
            form = _form_of(request)
            if form.get("Action") in _UNSIGNED:
                raise beyond(form["Action"])
            authorization = parse_authorization(request.headers.get("Authorization"))
            service = authorization.service
            response = self._answer(request, authorization, form)
        except AwsRefusal as refusal:
            response = refusal_response(refusal, service)
        return response(environ, start_response)

    def _answer(self, request: Request, authorization: Authorization, form: Form) -> Response:
        if authorization.service not in _SERVICES or request.path != "/":
            raise beyond(f"service “{authorization.service}” at {request.path}")
        token = request.headers.get("X-Amz-Security-Token")
        caller, secret = self._callers.find(authorization, token, now=self._clock())
        check_signature(request, authorization, secret, now=self._clock())
        if authorization.service == "sts":
            return self._answer_sts(request, caller, authorization.region, form)
        action = form.get("Action") or request.headers.get("X-Amz-Target", "").rpartition(".")[2]
        return self._answer_others(request, caller, authorization.service, action, form)

    def _answer_sts(self, request: Request, caller: Caller, region: str, form: Form) -> Response:
        action = form.get("Action", "")
        if self._switches.is_region_disabled(region):
            raise AwsRefusal(
                "RegionDisabledException",
                f"STS is not activated in this region for account:{caller.account_id}. Your account "
                "administrator can activate STS in this region using the IAM Console.",
                403,
            )
        if action == "AssumeRole":
            return self._assume_role.answer(caller, region, form)
        if action in _BEYOND:
            raise beyond(action)
        # Nobody needs a permission to ask who they are, and no policy can forbid it.
        if action != "GetCallerIdentity":
            raise AwsRefusal("InvalidAction", f"Could not find operation {action} for version 2011-06-15")
        return self._pass_on(request, caller.account_id)

    def _answer_others(self, request: Request, caller: Caller, service: str, action: str, form: Form) -> Response:
        """IAM and Organizations: held to the action of the identity policies; resources are not looked at."""
        name = f"{service}:{action}"
        own = identity_verdict(caller.policies, name, None, caller.context)
        limits = [identity_verdict([policy], name, None, caller.context) for policy in caller.session_policies]
        limited = bool(limits) and not any(limit.allowed for limit in limits)
        if not own.allowed or own.denied or limited or any(limit.denied for limit in limits):
            raise denied(f"User: {caller.arn} is not authorized to perform: {name}")
        _check_documents(action, form)
        if service == "iam":
            self._world.furnish(caller.partition, caller.account_id)
        response = self._pass_on(request, self._account_for(caller, service))
        if name == "iam:CreateRole" and response.status_code == 200:
            self._delay(caller, form)
        return response

    def _account_for(self, caller: Caller, service: str) -> str:
        """Organizations answers its management account, and the delegated administrators in that one's stead."""
        organization = self._world.organization(caller.partition)
        if service != "organizations" or organization is None:
            return caller.account_id
        if caller.account_id not in organization.readers:
            raise denied("You don't have permissions to access this resource.")
        return organization.head

    def _pass_on(self, request: Request, account_id: str) -> Response:
        environ = {**request.environ, "wsgi.input": BytesIO(request.get_data())}
        # moto would look for the account by itself, in every account of every partition; here it is known.
        environ["HTTP_X_MOTO_ACCOUNT_ID"] = account_id
        try:
            body, status, headers = run_wsgi_app(self._moto, environ, buffered=True)
        except NotImplementedError as error:
            raise beyond("such operation") from error
        kept = [(name, value) for name, value in headers if not name.startswith("Access-Control-")]
        return Response(body, status, kept)

    def _delay(self, caller: Caller, form: Form) -> None:
        role_arn = f"arn:{caller.partition}:iam::{caller.account_id}:role{form.get('Path', '/')}{form['RoleName']}"
        self._world.delay_role(role_arn, self._clock() + timedelta(seconds=self._switches.role_delay))


def _check_documents(action: str, form: Form) -> None:
    """Refuse malformed policies when they are stored, as AWS does; moto lets many of them pass."""
    if "AssumeRolePolicyDocument" in form:
        parse_document(form["AssumeRolePolicyDocument"], is_trust_policy=True)
    if "PolicyDocument" in form:
        parse_document(form["PolicyDocument"], is_trust_policy=action == "UpdateAssumeRolePolicy")


def _form_of(request: Request) -> dict[str, str]:
    if not (request.content_type or "").startswith("application/x-www-form-urlencoded"):
        return {}
    return dict(parse_qsl(request.get_data(as_text=True), keep_blank_values=True))
