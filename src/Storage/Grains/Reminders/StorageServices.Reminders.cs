using Microsoft.Extensions.DependencyInjection;
using TaskSync.Embedded;

namespace TaskSync.Storage;

/// <content>What the embedded engine alone asks of the storage.</content>
public static partial class StorageServices
{
    static partial void AddReminders(IServiceCollection services) =>
        services.AddSingleton<IReminderTable>(
            provider => provider.GetRequiredService<SqliteStorage>().Reminders);
}
