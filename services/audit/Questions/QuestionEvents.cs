using Healthcare.EventStore;

namespace Healthcare.Audit.Questions;

/// <summary>What happens to a question that compliance asks of the trail.</summary>
public abstract record QuestionEvent(DateTimeOffset At);

/// <summary>It was asked: of whom and why, as far as was said; <paramref name="DueAt"/> counts from <paramref name="ReceivedAt"/>, when the request reached the organization.</summary>
/// <param name="AsksFor">One of <see cref="QuestionKinds"/>.</param>
/// <param name="CaseId">The case that it is about.</param>
/// <param name="PatientId">The patient that it is about.</param>
/// <param name="Purpose">HL7 purpose of use, such as <c>PATRQT</c>.</param>
/// <param name="ReceivedAt">When the clock began.</param>
/// <param name="DueAt">By when it is answered.</param>
/// <param name="By">Who asked.</param>
/// <param name="At">When it was recorded.</param>
[StoredAs("question_asked.v1")]
public sealed record QuestionAsked(string AsksFor, Guid? CaseId, Guid? PatientId, string? Purpose, DateTimeOffset ReceivedAt, DateTimeOffset DueAt, Actor By, DateTimeOffset At) : QuestionEvent(At);

/// <summary>What had been missing was said: the question as it stands now.</summary>
[StoredAs("question_stated.v1")]
public sealed record QuestionStated(Guid? CaseId, Guid? PatientId, string? Purpose, Actor By, DateTimeOffset At) : QuestionEvent(At);

/// <summary>It cannot be answered at once; <paramref name="ReasonCode"/> is what stands in the way.</summary>
[StoredAs("question_owed.v1")]
public sealed record QuestionOwed(string ReasonCode, DateTimeOffset At) : QuestionEvent(At);

/// <summary>An accounting of disclosures comes later: the patient was given a written statement of the reasons and of the date, <paramref name="DueAt"/>.</summary>
[StoredAs("question_extended.v1")]
public sealed record QuestionExtended(Sealed<string> Statement, DateTimeOffset DueAt, Actor By, DateTimeOffset At) : QuestionEvent(At);

/// <summary>It was answered from the trail as it stood.</summary>
[StoredAs("question_answered.v1")]
public sealed record QuestionAnswered(TrailAnswer Answer, Actor By, DateTimeOffset At) : QuestionEvent(At);

/// <summary>What the trail held of a scope; the hash lets anybody see later that the answer was this one.</summary>
/// <param name="From">The first moment that it covers; absent for the whole trail.</param>
/// <param name="Until">The trail held everything that was recorded until then.</param>
/// <param name="Events">Events of the scope.</param>
/// <param name="Disclosures">Those of them that an accounting of disclosures lists.</param>
/// <param name="Hash">SHA-256 over the events' ids and hashes, in their order.</param>
public sealed record TrailAnswer(DateTimeOffset? From, DateTimeOffset Until, int Events, int Disclosures, string Hash);
