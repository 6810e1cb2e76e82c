using Npgsql;

namespace Healthcare.EventStore;

/// <summary>
/// A statement over a table that a <see cref="SchemaPart"/> made, for what no view can answer; parameters are <c>$1</c> and on, each with its cast.
/// </summary>
public sealed record RowWrite(string Sql, IReadOnlyList<object?> Values)
{
    internal NpgsqlBatchCommand ToCommand()
    {
        var command = new NpgsqlBatchCommand(Sql);
        foreach (var value in Values) command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        return command;
    }
}
