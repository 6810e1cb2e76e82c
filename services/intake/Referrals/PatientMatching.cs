namespace Healthcare.Intake.Referrals;

/// <summary>A referral's patient as the index knows it: keyed hashes and ids alone.</summary>
internal sealed record KnownPatient(Guid ReferralId, Guid PatientId, string MemberIndex, PatientKeys Keys);

/// <summary>
/// Whether a patient is known, by two identifiers: member number and birth date, or record number and birth date; name, birth date and sex together must not contradict it.
/// What contradicts itself is for a person: joining two people's papers is the worst that matching can do.
/// </summary>
internal static class PatientMatching
{
    public const string MemberAndBirthDate = "member-number+birth-date";
    public const string RecordAndBirthDate = "record-number+birth-date";
    public const string EverythingAgrees = "member-number+birth-date+name+sex";
    public const string ConfirmedByPerson = "confirmed-by-person";
    public const string SeveralPatients = "several-patients";
    public const string OtherBirthDate = "other-birth-date";
    public const string OtherMemberNumber = "other-member-number";
    public const string OtherName = "other-name";
    private const int MostCandidates = 20;

    public static (PatientFinding Finding, Guid? PatientId) Of(string memberIndex, PatientKeys keys, IReadOnlyList<KnownPatient> known)
    {
        // Without a birth date there is no second identifier to match or to contradict by.
        if (keys.Birth is not { } birth || known.Count == 0) return (new PatientFinding(PatientOutcome.New, [], []), null);
        var matches = new List<(Guid PatientId, string By)>();
        var doubts = new List<(Guid PatientId, string Because)>();
        foreach (var other in known)
        {
            var sameMember = other.MemberIndex == memberIndex;
            var sameBirth = other.Keys.Birth == birth;
            var samePerson = keys.Person is not null && other.Keys.Person == keys.Person;
            var sameRecord = keys.Record is not null && other.Keys.Record == keys.Record;
            // Twins share member number and birth date; only the name tells them apart.
            if (sameMember && sameBirth && samePerson) matches.Add((other.PatientId, EverythingAgrees));
            else if (sameMember && sameBirth && other.Keys.Person is null) matches.Add((other.PatientId, MemberAndBirthDate));
            else if (sameRecord && sameBirth) matches.Add((other.PatientId, RecordAndBirthDate));
            else if (sameMember && sameBirth) doubts.Add((other.PatientId, OtherName));
            else if (samePerson) doubts.Add((other.PatientId, OtherMemberNumber));
            else if ((sameMember || sameRecord) && other.Keys.Birth is not null) doubts.Add((other.PatientId, OtherBirthDate));
        }

        // Where everything agrees with one patient, what speaks of others is of others: a twin, a namesake, who were told apart before.
        if (matches.Where(m => m.By == EverythingAgrees).Select(m => m.PatientId).Distinct().ToList() is [var exact]) return (new PatientFinding(PatientOutcome.Matched, [EverythingAgrees], []), exact);
        var patients = matches.Select(m => m.PatientId).Distinct().ToList();
        // A doubt about somebody who is matched is settled by the match.
        var doubtful = doubts.Where(d => !patients.Contains(d.PatientId)).ToList();
        return (patients, doubtful) switch
        {
            ([var one], []) => (new PatientFinding(PatientOutcome.Matched, [.. matches.Select(m => m.By).Distinct(StringComparer.Ordinal)], []), one),
            ([], []) => (new PatientFinding(PatientOutcome.New, [], []), null),
            _ => (new PatientFinding(
                PatientOutcome.Review,
                [.. (patients.Count > 1 ? new[] { SeveralPatients } : []).Concat(doubtful.Select(d => d.Because)).Distinct(StringComparer.Ordinal)],
                [.. patients.Concat(doubtful.Select(d => d.PatientId)).Distinct().Take(MostCandidates)]), null),
        };
    }
}
