namespace Healthcare.Fhir.Resources;

/// <summary>What a payer tells a patient, or an app of theirs, about a claim that it decided.</summary>
public sealed record ExplanationOfBenefit(FhirElement Source) : FhirResource(Source)
{
    public const string Type = "ExplanationOfBenefit";

    public string? Use => Source["use"].Text;

    public CodeableConcept? Kind => Source["type"].AsConcept();

    public string? Outcome => Source["outcome"].Text;

    public FhirElement Patient => Source["patient"];

    public FhirElement Insurer => Source["insurer"];

    public FhirElement Provider => Source["provider"];

    public FhirElement Claim => Source["claim"];

    public FhirElement ClaimResponse => Source["claimResponse"];

    public FhirDate? Created => Source["created"].Date;

    public Period? BillablePeriod => Source["billablePeriod"].AsPeriod();

    public IEnumerable<FhirElement> Items => Source.Each("item");

    /// <summary>Category and amount of each total: submitted, benefit, deductible …</summary>
    public IReadOnlyList<(CodeableConcept? Category, Money? Amount)> Totals => [.. Source.Each("total").Select(t => (t["category"].AsConcept(), t["amount"].AsMoney()))];

    public Money? PaymentAmount => Source["payment"]["amount"].AsMoney();

    public FhirDate? PaymentDate => Source["payment"]["date"].Date;
}

/// <summary>How one payment divides over the claims it settles; the FHIR counterpart of an 835.</summary>
public sealed record PaymentReconciliation(FhirElement Source) : FhirResource(Source)
{
    public const string Type = "PaymentReconciliation";

    public string? Outcome => Source["outcome"].Text;

    public FhirElement PaymentIssuer => Source["paymentIssuer"];

    public FhirDate? Created => Source["created"].Date;

    public FhirDate? PaymentDate => Source["paymentDate"].Date;

    public Money? PaymentAmount => Source["paymentAmount"].AsMoney();

    /// <summary>Check or trace number of the payment.</summary>
    public Identifier? PaymentIdentifier => Source["paymentIdentifier"].AsIdentifier();

    /// <summary>Kind, request (the claim), response and amount of each line.</summary>
    public IReadOnlyList<(CodeableConcept? Kind, FhirElement Request, FhirElement Response, Money? Amount)> Details =>
        [.. Source.Each("detail").Select(d => (d["type"].AsConcept(), d["request"], d["response"], d["amount"].AsMoney()))];
}

/// <summary>Word that a payment was made, or has cleared.</summary>
public sealed record PaymentNotice(FhirElement Source) : FhirResource(Source)
{
    public const string Type = "PaymentNotice";

    public FhirElement Request => Source["request"];

    public FhirElement Response => Source["response"];

    public FhirElement Payment => Source["payment"];

    public FhirElement Recipient => Source["recipient"];

    public FhirDate? PaymentDate => Source["paymentDate"].Date;

    public Money? Amount => Source["amount"].AsMoney();

    /// <summary>paid or cleared.</summary>
    public CodeableConcept? PaymentStatus => Source["paymentStatus"].AsConcept();
}
