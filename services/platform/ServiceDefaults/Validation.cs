using FluentValidation;
using FluentValidation.Results;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Healthcare.ServiceDefaults;

/// <summary>Checks the shape of a request before its endpoint runs; the truth of it is the decider's.</summary>
public static class Validation
{
    /// <summary>Runs the one validator of <typeparamref name="TRequest"/> that stands in its assembly, and answers 400 with every error at once.</summary>
    public static RouteHandlerBuilder Validating<TRequest>(this RouteHandlerBuilder route)
        where TRequest : class
    {
        var validator = ValidatorOf<TRequest>();
        return route.AddEndpointFilterFactory((endpoint, next) =>
        {
            var position = Array.FindIndex(endpoint.MethodInfo.GetParameters(), p => p.ParameterType == typeof(TRequest));
            if (position < 0) throw new InvalidOperationException($"{endpoint.MethodInfo.DeclaringType}.{endpoint.MethodInfo.Name} takes no {typeof(TRequest)} to validate.");
            return async call =>
            {
                // A body that may be left out, and was, has no shape.
                if (call.Arguments[position] is not TRequest request) return await next(call);
                var result = await validator.ValidateAsync(request, call.HttpContext.RequestAborted);
                return result.IsValid ? await next(call) : ToProblem(result);
            };
        }).ProducesProblem(StatusCodes.Status400BadRequest);
    }

    /// <summary>Errors of a validator, without the values that were found.</summary>
    public static ProblemResult ToProblem(this ValidationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new ProblemResult(new ProblemAnswer(KnownProblems.RequestInvalid) { Errors = [.. result.Errors.Select(ToError)] });
    }

    private static ProblemError ToError(ValidationFailure failure)
    {
        // Some of the library's sentences quote the value, which may be a patient's.
        var quotes = failure.AttemptedValue?.ToString() is { Length: > 0 } value && failure.ErrorMessage.Contains(value, StringComparison.Ordinal);
        return new ProblemError(JsonPath(failure.PropertyName), Kebab(failure.ErrorCode), quotes ? "Not of the form that is documented." : failure.ErrorMessage);
    }

    /// <summary><c>Lines[0].Amount</c> → <c>$.lines[0].amount</c>.</summary>
    private static string JsonPath(string property) =>
        property.Length == 0 ? "$" : "$." + string.Join('.', property.Split('.').Select(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName));

    private static string Kebab(string code) =>
        System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(code.EndsWith("Validator", StringComparison.Ordinal) ? code[..^9] : code);

    private static IValidator<TRequest> ValidatorOf<TRequest>()
    {
        var types = typeof(TRequest).Assembly.GetTypes().Where(t => t is { IsAbstract: false, IsGenericTypeDefinition: false } && t.IsAssignableTo(typeof(IValidator<TRequest>))).ToList();
        return types is [var type]
            ? (IValidator<TRequest>)(Activator.CreateInstance(type) ?? throw new InvalidOperationException($"{type} cannot be made."))
            : throw new InvalidOperationException($"{typeof(TRequest)} has {types.Count} validators; it needs exactly one, nested in its use case's file.");
    }
}
