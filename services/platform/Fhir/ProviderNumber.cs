namespace Healthcare.Fhir;

/// <summary>National Provider Identifier: ten digits, the last a check digit (45 CFR 162.406; Luhn over the number with 80840 before it).</summary>
public static class ProviderNumber
{
    // The Luhn sum of the prefix 80840.
    private const int PrefixSum = 24;

    public static bool IsNpi(string? number)
    {
        if (number is not { Length: 10 } || number[0] is not ('1' or '2') || !number.All(char.IsAsciiDigit)) return false;
        var sum = PrefixSum;
        for (var i = 0; i < number.Length; i++)
        {
            var digit = (number[i] - '0') * (i % 2 == 0 ? 2 : 1);
            sum += digit > 9 ? digit - 9 : digit;
        }

        return sum % 10 == 0;
    }
}
