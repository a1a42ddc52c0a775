"""What IAM decides about a request of a principal within its own account, as far as our policies need it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html: an explicit Deny of any policy
wins; else one Allow of the identity's or of the resource's policy is enough; else it is denied. What this does not know
(an element, an operator) is an error: nothing is passed over.
"""

import re
from dataclasses import dataclass, field

KNOWN = {"Sid", "Effect", "Principal", "Action", "NotAction", "Resource", "NotResource", "Condition"}


@dataclass(frozen=True)
class Request:
    """Who asks for what. `context` has the keys of the request's conditions; a TLS connection unless it says otherwise."""

    action: str
    resource: str = "*"
    principal: str = ""
    context: dict = field(default_factory=dict)

    def value(self, key):
        told = {"aws:SecureTransport": "true", **self.context}
        return {name.lower(): value for name, value in told.items()}.get(key.lower())


def allows(request, identity=(), resource=()):
    """Whether the policies of the identity and those of the resource, as documents, together allow it."""
    matching = [statement for policy in identity for statement in statements(policy) if matches(statement, request)]
    for policy in resource:
        for statement in statements(policy):
            if concerns(statement["Principal"], request.principal) and matches(statement, request):
                matching.append(statement)
    effects = {statement["Effect"] for statement in matching}
    return effects == {"Allow"}


def statements(policy):
    for statement in listed(policy["Statement"]):
        if unknown := set(statement) - KNOWN:
            raise NotImplementedError(f"elements of a statement: {sorted(unknown)}")
        yield statement


def concerns(principal, who):
    """Whether a statement's principals, `{"AWS": …}` or `{"Service": …}`, have `who` among them."""
    if principal == "*":
        return True
    if unknown := set(principal) - {"AWS", "Service"}:
        raise NotImplementedError(f"kinds of principals: {sorted(unknown)}")
    if "*" in listed(principal.get("AWS", [])):
        return True
    return any(who == one for kind in principal.values() for one in listed(kind))


def matches(statement, request):
    return (
        one_of(statement, "Action", request.action, re.IGNORECASE)
        and one_of(statement, "Resource", request.resource)
        and all(
            holds(operator, key, listed(expected), request)
            for operator, keys in statement.get("Condition", {}).items()
            for key, expected in keys.items()
        )
    )


def one_of(statement, element, value, flags=0):
    """Whether the value is within `element`, or outside of its opposite. A trust policy has no resource."""
    if element in statement:
        return any(is_like(pattern, value, flags) for pattern in listed(statement[element]))
    if f"Not{element}" in statement:
        return not any(is_like(pattern, value, flags) for pattern in listed(statement[f"Not{element}"]))
    return True


def holds(operator, key, expected, request):
    value = request.value(key)
    match operator:
        case "Null":
            return (value is None) == (expected == ["true"])
        case "StringEquals":
            return value in expected
        case "StringNotEquals":
            return value not in expected
        case "Bool":
            return value is not None and str(value).lower() in [str(one).lower() for one in expected]
        case "ArnLike":
            return value is not None and any(is_like(pattern, value) for pattern in expected)
    raise NotImplementedError(f"the operator {operator}")


def is_like(pattern, value, flags=0):
    """`*` is any characters, `?` any one."""
    expression = "".join({"*": ".*", "?": "."}.get(letter, re.escape(letter)) for letter in pattern)
    return re.fullmatch(expression, value, flags | re.DOTALL) is not None


def listed(one_or_more):
    return one_or_more if isinstance(one_or_more, list) else [one_or_more]
