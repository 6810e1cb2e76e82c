using System.Collections;

namespace Healthcare.Fhir;

// A bounded list: a person corrects what the first hundred say before reading on, and a hostile document cannot fill memory with complaints.
internal sealed class IssueList : IReadOnlyList<FhirIssue>
{
    private const int MostListed = 100;
    private readonly List<FhirIssue> _listed = [];
    private bool _hasError;

    public int Count => _listed.Count;

    /// <summary>Nothing that may still be found would be listed or change the verdict.</summary>
    public bool IsFull => _hasError && _listed.Count >= MostListed;

    public FhirIssue this[int index] => _listed[index];

    public void Add(FhirIssue issue)
    {
        // The first error is kept however late it comes: acceptance hangs on it.
        if (_listed.Count >= MostListed && (_hasError || !issue.IsError)) return;
        _hasError |= issue.IsError;
        _listed.Add(issue);
    }

    public void AddRange(IEnumerable<FhirIssue> issues)
    {
        foreach (var issue in issues) Add(issue);
    }

    public IEnumerator<FhirIssue> GetEnumerator() => _listed.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
