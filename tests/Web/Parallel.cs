// A browser, a server and an agent are as much as two processors can take at a time; node beside them would
// only make all of them wait.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
