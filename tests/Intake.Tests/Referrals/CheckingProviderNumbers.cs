using Healthcare.Fhir;

namespace Healthcare.Intake.Tests.Referrals;

public sealed class CheckingProviderNumbers
{
    // The first is the example of the standard's own check-digit page.
    [TestCase("1234567893", true)]
    [TestCase("1245319599", true)]
    [TestCase("1234567890", false)]
    [TestCase("1234567983", false)]
    [TestCase("3234567893", false)]
    [TestCase("123456789", false)]
    [TestCase("12345678931", false)]
    [TestCase("12345678 3", false)]
    [TestCase("", false)]
    [TestCase(null, false)]
    public void A_number_is_valid_by_its_check_digit(string? npi, bool valid) => Assert.That(ProviderNumber.IsNpi(npi), Is.EqualTo(valid));
}
