using System.Diagnostics.CodeAnalysis;

namespace Healthcare.Fhir;

/// <summary>Why bytes could not be read as what was asked for.</summary>
public enum FhirFault
{
    None,
    /// <summary>The body is FHIR in XML, or another XML: this product takes JSON alone.</summary>
    Xml,
    NotJson,
    /// <summary>JSON, but without a resourceType.</summary>
    NotFhir,
    WrongResourceType,
    TooLarge,
    TooDeep,
    /// <summary>Right kind of resource, but an element is missing without which nothing can be done.</summary>
    Incomplete,
}

/// <summary>The outcome of reading: a value or a fault, and every issue that was seen on the way.</summary>
public sealed class FhirRead<T>
    where T : class
{
    internal FhirRead(T? value, FhirFault fault, IReadOnlyList<FhirIssue> issues)
    {
        Value = value;
        Fault = fault;
        Issues = issues;
    }

    public T? Value { get; }

    public FhirFault Fault { get; }

    public IReadOnlyList<FhirIssue> Issues { get; }

    /// <summary>True when there is a value and no issue is an error: safe to accept.</summary>
    public bool IsAcceptable => Value is not null && !Issues.Any(i => i.IsError);

    /// <summary>The HTTP status for a sender: 200 when acceptable, else 400, 413, 415 or 422.</summary>
    public int HttpStatus => Fault switch
    {
        FhirFault.Xml => 415,
        FhirFault.TooLarge => 413,
        FhirFault.NotJson or FhirFault.NotFhir or FhirFault.TooDeep or FhirFault.WrongResourceType => 400,
        FhirFault.Incomplete => 422,
        _ => IsAcceptable ? 200 : 422,
    };

    public bool TryGet([NotNullWhen(true)] out T? value)
    {
        value = Value;
        return value is not null;
    }

    internal FhirRead<TOther> As<TOther>() where TOther : class => new(null, Fault, Issues);

    internal FhirRead<TOther> Then<TOther>(Func<T, FhirRead<TOther>> next) where TOther : class => Value is null ? As<TOther>() : next(Value);
}

internal static class FhirRead
{
    public static FhirRead<T> Of<T>(T value, IReadOnlyList<FhirIssue> issues) where T : class => new(value, FhirFault.None, issues);

    public static FhirRead<T> Failed<T>(FhirFault fault, params IReadOnlyList<FhirIssue> issues) where T : class => new(null, fault, issues);

    public static FhirRead<T> WrongType<T>(string expected) where T : class => Failed<T>(
        FhirFault.WrongResourceType,
        FhirIssue.Invalid("resourceType", "wrong-resource-type", $"A {expected} is expected here."));
}
