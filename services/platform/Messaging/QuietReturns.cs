using MassTransit;
using Microsoft.Extensions.Logging;

namespace Healthcare.Messaging;

/// <summary>
/// MassTransit's loggers without the error that it writes (S-FAULT) whenever the broker returns a message: the relay asks for returns and handles them, and says itself
/// what waits and why. Whatever else MassTransit logs goes through.
/// </summary>
internal sealed class QuietReturns(ILoggerFactory loggers) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new WithoutReturns(loggers.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) => loggers.AddProvider(provider);

    // The application's own factory is not ours to end.
    public void Dispose() { }

    private sealed class WithoutReturns(ILogger logger) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logger.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (exception is not MessageReturnedException) logger.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
