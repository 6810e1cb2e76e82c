using System.Text;

namespace Healthcare.Fuzz;

/// <summary>Makes one input out of the seeds; the same seed and iteration make the same input.</summary>
internal sealed class Mutator(Codec codec, ulong seed)
{
    private const int Largest = 1 << 20;

    private static readonly string[] Numbers = ["0", "-1", "00000000000000000001", "9223372036854775807", "-9223372036854775808", "99999999999999999999999999999", "1e9", ".", "-", "2147483648", "0.001", "16777217"];

    public byte[] Make(long iteration)
    {
        var random = new Random(Mix(seed, iteration));
        var bytes = new List<byte>(Pick(random, codec.Seeds));
        var changes = 1 << random.Next(0, 6);
        for (var i = 0; i < changes && bytes.Count > 0; i++) Change(random, bytes);
        return [.. bytes.Take(Largest)];
    }

    private static int Mix(ulong seed, long iteration)
    {
        // SplitMix64, so that neighbouring iterations have nothing in common.
        var z = seed + ((ulong)iteration * 0x9E3779B97F4A7C15);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)((z ^ (z >> 31)) & int.MaxValue);
    }

    private static T Pick<T>(Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];

    private void Change(Random random, List<byte> bytes)
    {
        var at = random.Next(bytes.Count);
        switch (random.Next(12))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes[at] = codec.Significant.Span[random.Next(codec.Significant.Length)];
                break;
            case 3:
                bytes.RemoveRange(at, Length(random, bytes, at));
                break;
            case 4:
                Repeat(random, bytes, at);
                break;
            case 5:
                bytes.InsertRange(at, Pick(random, codec.Words));
                break;
            case 6:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 7:
                Splice(random, bytes, at);
                break;
            case 8:
                Number(random, bytes, at);
                break;
            case 9:
                Move(random, bytes, at);
                break;
            case 10:
                Replace(random, bytes);
                break;
            default:
                bytes.Insert(at, codec.Significant.Span[random.Next(codec.Significant.Length)]);
                break;
        }
    }

    private static int Length(Random random, List<byte> bytes, int at) => Math.Min(bytes.Count - at, 1 + random.Next(1 << random.Next(1, 10)));

    private static void Repeat(Random random, List<byte> bytes, int at)
    {
        var piece = bytes.GetRange(at, Length(random, bytes, at));
        var times = Math.Min(1 << random.Next(0, 14), Math.Max(0, (Largest - bytes.Count) / piece.Count));
        var all = new List<byte>(piece.Count * times);
        for (var i = 0; i < times; i++) all.AddRange(piece);
        bytes.InsertRange(at, all);
    }

    private void Splice(Random random, List<byte> bytes, int at)
    {
        var other = Pick(random, codec.Seeds);
        var from = random.Next(other.Length);
        bytes.InsertRange(at, other[from..Math.Min(other.Length, from + 1 + random.Next(400))]);
    }

    private static void Number(Random random, List<byte> bytes, int at)
    {
        while (at < bytes.Count && !char.IsAsciiDigit((char)bytes[at])) at++;
        var end = at;
        while (end < bytes.Count && char.IsAsciiDigit((char)bytes[end])) end++;
        bytes.RemoveRange(at, end - at);
        bytes.InsertRange(at, Encoding.ASCII.GetBytes(Pick(random, Numbers)));
    }

    private static void Move(Random random, List<byte> bytes, int at)
    {
        var piece = bytes.GetRange(at, Length(random, bytes, at));
        bytes.RemoveRange(at, piece.Count);
        bytes.InsertRange(random.Next(bytes.Count + 1), piece);
    }

    private void Replace(Random random, List<byte> bytes)
    {
        var was = codec.Significant.Span[random.Next(codec.Significant.Length)];
        var becomes = (byte)random.Next(256);
        for (var i = 0; i < bytes.Count; i++) bytes[i] = bytes[i] == was ? becomes : bytes[i];
    }
}
