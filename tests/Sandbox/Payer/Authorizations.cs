using System.Collections.Concurrent;
using Healthcare.Fhir;
using Healthcare.Sandbox.Scripts;
using Healthcare.Sandbox.Wire;

namespace Healthcare.Sandbox.Payer;

/// <summary>A prior authorization as its payer holds it.</summary>
internal sealed class AuthorizationFile(string payerId, PasSubmission submission, string baseUrl, string sha256, Subject subject)
{
    internal string PayerId { get; } = payerId;

    internal PasSubmission Submission { get; } = submission;

    internal string BaseUrl { get; } = baseUrl;

    /// <summary>Of the bundle as it came: the same identifier with other content is not a resend.</summary>
    internal string Sha256 { get; } = sha256;

    internal Subject Subject { get; } = subject;

    /// <summary>The payer's number of the request (REF*NT).</summary>
    internal string Number { get; } = Derived.Id("PND", payerId, submission.Request.BundleIdentifier.System ?? "", submission.Request.BundleIdentifier.Value ?? "");

    /// <summary>The answer to $submit, the same for every resend.</summary>
    internal FhirBundle? Answer { get; set; }

    /// <summary>The 278 that it came as; null for one that came by PAS.</summary>
    internal Healthcare.X12.ServicesReview? Review { get; init; }

    /// <summary>What $inquire tells: the answer, or the decision since.</summary>
    internal FhirBundle? Current { get; set; }
}

/// <summary>The requests that payers hold, by payer and bundle identifier.</summary>
internal sealed class Authorizations
{
    private readonly ConcurrentDictionary<(string Payer, string Bundle), AuthorizationFile> _files = [];

    internal AuthorizationFile Keep(AuthorizationFile file) => _files.GetOrAdd((file.PayerId, Key(file.Submission.Request.BundleIdentifier)), file);

    internal AuthorizationFile? Find(string payerId, Identifier bundle) => _files.GetValueOrDefault((payerId, Key(bundle)));

    internal IReadOnlyList<AuthorizationFile> Matching(IReadOnlyDictionary<string, string> match) => [.. _files.Values.Where(f => ScriptBook.Fits(match, f.Subject))];

    /// <summary>The latest request with that trace number, or of that patient.</summary>
    internal AuthorizationFile? Inquired(string payerId, IReadOnlyCollection<string> traces, IReadOnlyCollection<string> patients) =>
        _files.Values
            .Where(f => f.PayerId == payerId)
            .OrderByDescending(f => f.Submission.Request.CreatedAt)
            .FirstOrDefault(f => (traces.Count > 0 && traces.Contains(f.Submission.Request.TraceNumber.Value))
                || (traces.Count == 0 && f.Submission.Request.Patient.Identifiers.Any(i => patients.Contains(i.Value))));

    /// <summary>The request that an update is about: the latest with that trace number.</summary>
    internal AuthorizationFile? Before(string payerId, PasSubmission update) =>
        _files.Values
            .Where(f => f.PayerId == payerId && f.Submission.Request.TraceNumber.Value == update.Request.TraceNumber.Value && Key(f.Submission.Request.BundleIdentifier) != Key(update.Request.BundleIdentifier))
            .MaxBy(f => f.Submission.Request.CreatedAt);

    internal void Clear() => _files.Clear();

    private static string Key(Identifier bundle) => $"{bundle.System}|{bundle.Value}";
}
