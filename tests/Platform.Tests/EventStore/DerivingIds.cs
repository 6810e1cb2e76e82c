using Healthcare.EventStore;

namespace Healthcare.Platform.Tests.EventStore;

/// <summary>Ids that are stored already are found again by name, in every release.</summary>
public sealed class DerivingIds
{
    [TestCase("case/01890000-0000-7000-8000-00000000aaaa", "78bdb25a-71c5-89d2-8a87-fedd176f2463")]
    [TestCase("é", "4a99557e-4033-8353-9de2-eb65472017ca")]
    public void A_name_gives_the_same_id_for_ever(string name, string id) => Assert.That(DerivedId.Of(name), Is.EqualTo(Guid.Parse(id)));
}
