using FsCheck;
using FsCheck.Fluent;

namespace Healthcare.Platform.Tests.X12;

/// <summary>Runs a property with a seed that is printed; X12_SEED runs the same cases again.</summary>
internal static class Properties
{
    internal static void Hold<T>(Gen<T> cases, Action<T> property, int times = 200)
    {
        var seed = Environment.GetEnvironmentVariable("X12_SEED") is { Length: > 0 } given
            ? ulong.Parse(given, System.Globalization.CultureInfo.InvariantCulture)
            : (ulong)Random.Shared.NextInt64();
        TestContext.Out.WriteLine($"X12_SEED={seed}");
        // The second half of a seed must be odd.
        var configuration = Config.QuickThrowOnFailure.WithReplay(seed, seed | 1).WithMaxTest(times);
        Check.One(configuration, Prop.ForAll(cases.ToArbitrary(), property));
    }

    /// <summary>Four distinct bytes that may separate: no letter, digit or blank.</summary>
    internal static Gen<Healthcare.X12.X12Delimiters> Delimiters { get; } =
        from bytes in Gen.Shuffle(Enumerable.Range(1, 0x7F).Select(i => (byte)i).Where(b => b is not ((byte)' ' or (byte)'-' or (byte)'.') && !char.IsAsciiLetterOrDigit((char)b)).ToArray())
        from withRepetition in Gen.Choose(0, 5)
        select new Healthcare.X12.X12Delimiters(
            bytes.First(b => b is not ((byte)'\r' or (byte)'\n')), withRepetition == 0 ? (byte)0 : bytes.Where(b => b is not ((byte)'\r' or (byte)'\n')).ElementAt(1),
            bytes.Where(b => b is not ((byte)'\r' or (byte)'\n')).ElementAt(2), bytes.Where(b => b is not ((byte)'\r' or (byte)'\n')).Skip(3).Prepend((byte)'\n').ElementAt(bytes[0] % 3));

    /// <summary>Text that may stand in any element, whatever the delimiters: letters, digits and inner blanks.</summary>
    internal static Gen<string> Text { get; } =
        from length in Gen.Choose(1, 20)
        from characters in Gen.Elements("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 éß".ToCharArray()).ArrayOf(length)
        select new string(characters).Trim() is { Length: > 0 } text ? text : "X";
}
