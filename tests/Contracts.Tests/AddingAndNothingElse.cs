using System.Reflection;
using System.Runtime.CompilerServices;
using Healthcare.Testing;

namespace Healthcare.Contracts.Tests;

/// <summary>A published version only gains nullable properties: what <c>contracts/shapes.v1.txt</c> tells of stays, and what is new in it obliges nobody.</summary>
public sealed class AddingAndNothingElse
{
    private const string Kept = "contracts/shapes.v1.txt";

    [Test]
    public void Nothing_published_was_removed_renamed_or_became_something_else() => Assert.That(Before.Except(Now), Is.Empty, "a removed or renamed member is V2 beside V1");

    [Test]
    public void What_a_published_type_gained_obliges_nobody()
    {
        var published = Before.Select(TypeOf).ToHashSet(StringComparer.Ordinal);
        Assert.That(Now.Except(Before).Where(m => published.Contains(TypeOf(m)) && !m.EndsWith('?')), Is.Empty, "what V1 gains is nullable and not required");
    }

    [Test]
    public void What_is_published_is_written_down()
    {
        // Never rewritten where something is missing: the switch adds, it does not take away.
        if (GoldenFile.IsUpdating) Assert.That(Before.Except(Now), Is.Empty);
        GoldenFile.Matches(Kept, string.Concat(Now.Select(m => $"{m}\n")));
    }

    [TestCase("Billing.V1.ClaimLine.Number int", false)]
    [TestCase("Billing.V1.ClaimLine.Expected string?", true)]
    public void Members_are_told_as_what_they_are(string member, bool optional) => Assert.That((Now.Contains(member), member.EndsWith('?')), Is.EqualTo((true, optional)));

    private static IReadOnlyList<string> Before => File.Exists(Repository.PathOf(Kept)) ? File.ReadAllLines(Repository.PathOf(Kept)) : [];

    private static IReadOnlyList<string> Now { get; } = [.. Messages.Types.SelectMany(t => Messages.Members(t).Select(m => Told(t, m))).Order(StringComparer.Ordinal)];

    private static string TypeOf(string member) => member[..member[..member.IndexOf(' ', StringComparison.Ordinal)].LastIndexOf('.')];

    private static string Told(Type type, PropertyInfo member)
    {
        var optional = !member.IsDefined(typeof(RequiredMemberAttribute), inherit: false);
        return $"{type.FullName?["Healthcare.Contracts.".Length..]}.{member.Name} {NameOf(member.PropertyType)}{(optional ? "?" : "")}";
    }

    private static string NameOf(Type type) => Nullable.GetUnderlyingType(type) is { } underlying ? NameOf(underlying)
        : type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(',', type.GetGenericArguments().Select(NameOf))}>"
        : type == typeof(int) ? "int" : type == typeof(long) ? "long" : type == typeof(string) ? "string" : type.Name;
}
