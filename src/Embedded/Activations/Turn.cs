namespace TaskSync.Embedded.Activations;

/// <summary>Something in an activation's mailbox. It is run there and doesn't throw.</summary>
internal abstract class Turn
{
    public abstract void Run(Activation activation);
}
