using System.Collections.Frozen;

namespace Healthcare.ServiceDefaults;

/// <summary>The problems that every service may answer; the gateway serves a page for each.</summary>
public static class KnownProblems
{
    public static readonly Problem BodyMalformed = new(
        "body-malformed", 400, "The body cannot be read.", "Send well-formed JSON in UTF-8; `errors` says at which line and column reading stopped.");

    public static readonly Problem ParameterMalformed = new(
        "parameter-malformed", 400, "A part of the address or a header has the wrong form, or is missing.", "`errors` names it; ids are UUIDs, times are ISO 8601 with an offset.");

    public static readonly Problem RequestInvalid = new(
        "request-invalid", 400, "The request has members that are missing or have the wrong form.", "Correct each member that `errors` names and send the request again.");

    public static readonly Problem IfMatchMalformed = new("if-match-malformed", 400, "If-Match is not one strong entity tag.", "Send the `ETag` of your last GET as it was: If-Match: \"3\".");

    public static readonly Problem IdempotencyKeyMissing = new(
        "idempotency-key-missing", 400, "Idempotency-Key is missing.", "Send a new random key with every new request, and the same key when you repeat that request.");

    public static readonly Problem IdempotencyKeyMalformed = new(
        "idempotency-key-malformed", 400, "Idempotency-Key is not 1 to 255 visible ASCII characters.", "A UUID is a good key. Never put a person's data in it.");

    public static readonly Problem TokenMissing = new("token-missing", 401, "The request carries no bearer token.", "Get a token with your client credentials and send it.");

    public static readonly Problem TokenExpired = new("token-expired", 401, "The token has expired.", "Get a new token; tokens live at most 300 seconds.");

    public static readonly Problem TokenInvalid = new(
        "token-invalid", 401, "The token is not one that this system accepts.", "Tokens are signed RS384 or ES384 by the configured issuer, for the audience of this system, and live at most 300 seconds.");

    public static readonly Problem NotPermitted = new(
        "not-permitted", 403, "Your roles or scopes do not permit this.", "Ask for a token with the scope or role that the route's documentation names.");

    public static readonly Problem PurposeMissing = new(
        "purpose-missing", 403, "Patient data is read for a purpose of use, and the token names none that is accepted here.", "Get a token whose `purpose` is the one you act for, such as TREAT, HPAYMT or HOPERAT.");

    public static readonly Problem PersonMustDecide = new(
        "person-must-decide", 403, "Only a person may decide this.", "Have a person look at the suggestion and send the decision with a token of their own.");

    public static readonly Problem NotFound = new("not-found", 404, "There is nothing at this address.", "Check the address; what is not yours is answered in the same way.");

    public static readonly Problem MethodNotAllowed = new("method-not-allowed", 405, "The address does not know this method.", "`Allow` lists the methods it knows.");

    public static readonly Problem NotAcceptable = new("not-acceptable", 406, "None of the media types in Accept can be answered.", "Leave Accept out, or accept application/json.");

    public static readonly Problem Refused = new("refused", 409, "A rule of the business said no; nothing was changed.", "`detail` says which rule.");

    public static readonly Problem IdempotencyKeyRunning = new(
        "idempotency-key-running", 409, "A request with this Idempotency-Key is still running.", "Repeat the same request after the seconds that Retry-After names.");

    public static readonly Problem AnswerErased = new(
        "idempotency-answer-erased", 409, "The answer stored under this Idempotency-Key was erased.", "Read the resource to see what became of it.");

    public static readonly Problem Stale = new("stale", 412, "The resource changed since you read it.", "GET it again, look at what changed, and send the new `ETag` in If-Match.");

    public static readonly Problem BodyTooLarge = new("body-too-large", 413, "The body is larger than this address takes.", "Send less in one request; the limit of each address is in its documentation.");

    public static readonly Problem MediaTypeUnsupported = new(
        "media-type-unsupported", 415, "The address does not take this Content-Type or Content-Encoding.", "Send the media type that the address documents, uncompressed.");

    public static readonly Problem IdempotencyKeyReused = new(
        "idempotency-key-reused", 422, "This Idempotency-Key was used for another request.", "Use a new key for a new request; repeat a request with exactly the bytes sent first.");

    public static readonly Problem Unprocessable = new("unprocessable", 422, "The request is well formed and says something that cannot be.", "`errors` and `detail` say what.");

    public static readonly Problem IfMatchMissing = new("if-match-missing", 428, "A write says which version it was decided on.", "GET the resource and send its `ETag` in If-Match.");

    public static readonly Problem TooManyRequests = new("too-many-requests", 429, "More requests than agreed.", "Wait the seconds that Retry-After names.");

    public static readonly Problem Unexpected = new("unexpected", 500, "Something went wrong here.", "Repeat the request with the same Idempotency-Key; if it fails again, tell us the request id.");

    public static readonly Problem StoredEventUnreadable = new(
        "stored-event-unreadable", 500, "Something stored here cannot be read by this release.", "Nothing is wrong with your request and repeating it does not help; tell us the request id.");

    public static readonly Problem DependencyUnavailable = new(
        "dependency-unavailable", 503, "A part that is needed to keep your request is away; nothing was accepted.", "Repeat the request with the same Idempotency-Key after the seconds that Retry-After names.");

    public static readonly Problem AccessNotRecorded = new(
        "access-not-recorded", 503, "Reading patient data is recorded first, and that was not possible now.", "Repeat the request after the seconds that Retry-After names.");

    public static readonly IReadOnlyList<Problem> All =
    [
        BodyMalformed, ParameterMalformed, RequestInvalid, IfMatchMalformed, IdempotencyKeyMissing, IdempotencyKeyMalformed, TokenMissing, TokenExpired, TokenInvalid,
        NotPermitted, PurposeMissing, PersonMustDecide, NotFound, MethodNotAllowed, NotAcceptable, Refused, IdempotencyKeyRunning, AnswerErased, Stale, BodyTooLarge,
        MediaTypeUnsupported, IdempotencyKeyReused, Unprocessable, IfMatchMissing, TooManyRequests, Unexpected, StoredEventUnreadable, DependencyUnavailable,
        AccessNotRecorded,
    ];

    private static readonly FrozenDictionary<string, Problem> ByCode = All.ToFrozenDictionary(p => p.Code, StringComparer.Ordinal);

    public static Problem? Find(string code) => ByCode.GetValueOrDefault(code);

    /// <summary>What an answer without a body means, by its status.</summary>
    internal static Problem OfStatus(int status) => status switch
    {
        400 => RequestInvalid,
        401 => TokenInvalid,
        403 => NotPermitted,
        404 => NotFound,
        405 => MethodNotAllowed,
        406 => NotAcceptable,
        409 => Refused,
        412 => Stale,
        413 => BodyTooLarge,
        415 => MediaTypeUnsupported,
        422 => Unprocessable,
        428 => IfMatchMissing,
        429 => TooManyRequests,
        502 or 503 or 504 => DependencyUnavailable,
        >= 500 => Unexpected,
        _ => RequestInvalid with { Status = status },
    };
}
