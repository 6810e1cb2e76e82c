using FluentValidation;

namespace Healthcare.Handoffs;

internal static class Codes
{
    /// <summary>A role or a reason is a code in kebab case, so that no name of a patient ends up in one.</summary>
    public static IRuleBuilderOptions<T, string> Code<T>(this IRuleBuilder<T, string> rule) => rule.NotEmpty().MaximumLength(80).Matches("^[a-z0-9]+(-[a-z0-9]+)*$");
}
