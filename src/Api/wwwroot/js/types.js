// The shapes of the HTTP API, as the page reads them. Fields that are null on the server are absent here.

/** @typedef {'queued'|'working'|'input_required'|'cancelling'|'unknown'|'completed'|'failed'|'cancelled'} TaskState */
/** @typedef {'idle'|'queued'|'working'|'input_required'|'cancelling'|'unknown'} SessionState */
/** @typedef {'command'|'claude'|'codex'} TaskKind */
/** @typedef {'none'|'offered'|'held'|'gone'|'lost'} Custody */
/** @typedef {'never'|'connected'|'lost'|'removed'} Presence */
/** @typedef {'task'|'session'|'agent'} RowKind */

/**
 * @typedef {object} TaskRow
 * @property {string} task_id
 * @property {string} session_id
 * @property {number} ordinal
 * @property {TaskKind} kind
 * @property {string} title
 * @property {TaskState} state
 * @property {string} [reason]
 * @property {string} [message]
 * @property {number} attempt
 * @property {Custody} custody
 * @property {number} version
 * @property {number} change
 * @property {string} created_at
 * @property {string} since
 * @property {string} [started_at]
 * @property {string} [stalled_since] its last sign of life
 * @property {boolean} [damaged] what is stored of it can't be read
 * @property {string} [ended_at]
 * @property {string} [agent_id]
 * @property {number} [exit_code]
 * @property {TaskResult} [result] in rows the first line and the cost alone
 * @property {boolean} [late]
 */

/** @typedef {{action: string, message: string, at?: string}} NextStep */
/** @typedef {{at: string, state: TaskState, reason: string, exit_code?: number, message?: string}} LateReport */
/** @typedef {{at: string, from: string, to: string, reason: string, attempt: number, by: string}} TimelineEntry */
/** @typedef {{input_tokens: number, output_tokens: number, cache_read_tokens?: number, cache_write_tokens?: number}} Usage */
/**
 * @typedef {{text?: string, is_error?: boolean, cost_usd?: number, num_turns?: number, duration_ms?: number,
 *   model?: string, usage?: Usage}} TaskResult
 */
/** @typedef {{request_id: string, tool: string, input: string, truncated?: boolean, asked_at: string}} Question */
/** @typedef {{request_id: string, behavior: 'allow'|'deny', text?: string, by: string, at: string}} Answer */

/**
 * @typedef {TaskRow & {
 *   prompt?: string, argv?: string[], cwd?: string, labels?: string[], env_names?: string[],
 *   timeout_seconds: number, retry_of?: string, last_heard_at?: string, proven: boolean, next?: NextStep,
 *   output_bytes: number, stderr_bytes: number, output_complete: boolean,
 *   late_report?: LateReport, timeline: TimelineEntry[], question?: Question, answer?: Answer
 * }} TaskView
 */

/**
 * @typedef {object} SessionRow
 * @property {string} session_id
 * @property {string} title
 * @property {SessionState} state
 * @property {number} version
 * @property {number} change
 * @property {string} created_at
 * @property {string} last_activity_at
 * @property {string} [archived_at]
 * @property {string} [agent_id]
 * @property {TaskState} [last_end]
 * @property {string} [stalled_since] the last sign of life of what it works on
 * @property {boolean} [damaged] what is stored of it can't be read
 * @property {string} [cwd]
 * @property {number} [cost_usd]
 * @property {Usage} [usage]
 * @property {Record<TaskState, number>} counts
 */

/** @typedef {'text'|'thinking'|'tool_use'|'tool_result'|'notice'|'result'} StepKind */

/**
 * @typedef {object} Step
 * @property {number} at
 * @property {StepKind} kind
 * @property {string} [text]
 * @property {string} [tool]
 * @property {string} [tool_use_id]
 * @property {string} [parent_tool_use_id]
 * @property {boolean} [is_error]
 * @property {boolean} [truncated]
 */

/** @typedef {{task_id: string, attempt: number, steps: Step[], next: number, complete: boolean}} StepPage */
/** @typedef {{task_id: string, attempt: number, bytes: number}} OutputHint */

/**
 * @typedef {{slots: number, kinds: string[], labels: string[], roots: string[], version: string, platform: string,
 *   disk_error?: string}} AgentOffer
 */

/**
 * @typedef {object} AgentRow
 * @property {string} agent_id
 * @property {string} name
 * @property {Presence} presence
 * @property {number} version
 * @property {number} change
 * @property {AgentOffer} offer
 * @property {boolean} draining
 * @property {string} [duplicate_seen_at]
 * @property {boolean} [damaged] what is stored of it can't be read
 * @property {string} enrolled_at
 * @property {string} [last_heard_at]
 * @property {boolean} [proven]
 * @property {number} [busy]
 */

/** @typedef {{sessions: SessionRow[], next?: string, cursor: string}} SessionPage */
/** @typedef {{agents: AgentRow[], cursor: string}} AgentPage */
/** @typedef {{session: SessionRow, tasks: TaskRow[], cursor: string}} SessionView */
/** @typedef {{sessions: SessionPage, agents: AgentPage, opened: SessionView[]}} Snapshot */
/** @typedef {{at: string, head: string, unproven: string[]}} Beat */
/** @typedef {{id: string, removed: true, change: number}} Removal */

/** @typedef {{tasks: TaskRow[], next?: string, cursor: string}} TaskPage */
/** @typedef {{code: string, expires_at: string}} Invite */

/**
 * @typedef {object} SubmitBody
 * @property {TaskKind} kind
 * @property {string[]} [argv]
 * @property {string} [prompt]
 * @property {string} [cwd]
 * @property {string} [agent]
 * @property {string[]} [labels]
 * @property {string} [model]
 * @property {string} [tier]
 * @property {number} [timeout_seconds]
 * @property {string} [session_id]
 */

/** A moment on both of the page's clocks. @typedef {{monotonicMs: number, wallMs: number}} Moment */

/** @typedef {'starting'|'live'|'catching_up'|'reconnecting'} Truth */

export {};
