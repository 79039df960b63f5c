global using TaskSync.Core.Agents;
global using TaskSync.Core.Ports;
global using TaskSync.Core.Protocol;
global using TaskSync.Core.Sessions;
global using TaskSync.Core.Tasks;
global using TaskSync.Core.Views;
global using TaskSync.Core.Steps;
