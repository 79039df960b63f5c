// The browser's tests measure how soon the page knows; node's beside them would take the processors that this needs.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
