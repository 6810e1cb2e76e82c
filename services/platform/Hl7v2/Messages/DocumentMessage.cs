namespace Healthcare.Hl7v2;

/// <summary>MDM^T01 to T11: a document was made, changed or withdrawn; even-numbered events up to T10 carry its content.</summary>
public sealed class DocumentMessage : MessageView
{
    private DocumentMessage(Hl7Message message)
        : base(message)
    {
        Document = One("TXA", s => new Txa(s));
        Orders = Order.AllOf(message);
        Content = [.. message.Segments.SkipWhile(s => s.Id != "TXA").Where(s => s.Id == "OBX").Select(s => new Obx(s))];
    }

    public Txa? Document { get; }

    /// <summary>The orders that the document belongs to.</summary>
    public IReadOnlyList<Order> Orders { get; }

    /// <summary>The document itself, in the order in which its parts are read.</summary>
    public IReadOnlyList<Obx> Content { get; }

    /// <summary>Null for another message.</summary>
    public static DocumentMessage? Of(Hl7Message message) => message.Type == "MDM" ? new DocumentMessage(message) : null;
}
