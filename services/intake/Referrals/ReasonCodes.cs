using FluentValidation;

namespace Healthcare.Intake.Referrals;

/// <summary>What partners and people may write where only codes and ids belong.</summary>
internal static class ReasonCodes
{
    public static IRuleBuilderOptions<T, string> Code<T>(this IRuleBuilder<T, string> rule) => rule.NotEmpty().MaximumLength(40).Matches("^[a-z0-9]+(-[a-z0-9]+)*$");

    /// <summary>An id of another system, such as a document's or an acknowledgement's.</summary>
    public static IRuleBuilderOptions<T, string> ForeignId<T>(this IRuleBuilder<T, string> rule) => rule.NotEmpty().MaximumLength(100).Matches("^[A-Za-z0-9][A-Za-z0-9._:/-]*$");
}
