namespace Healthcare.Hl7v2;

/// <summary>A data type of HL7 chapter 2A, under the name that HL7 gives it.</summary>
public interface IHl7Type<TSelf>
    where TSelf : IHl7Type<TSelf>
{
    /// <summary>Reads a field's repetition, or a component whose subcomponents are the type's parts; null where it is absent, null or not of the type.</summary>
    static abstract TSelf? Read(Hl7Value value);

    /// <summary>The value as the writer takes it.</summary>
    Hl7Element ToElement();
}
