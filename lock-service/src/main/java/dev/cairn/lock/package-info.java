/**
 * Cluster locks: the rules, and the partition leader that runs them.
 *
 * <pre>
 * LockPartition    threads, clock, leadership, waiting callers: implements the LockService
 *     LockTable    the rules: sessions, grants, lines, recovery; no thread, no clock, no I/O
 *     SessionBook  which sessions exist, kept beyond the leader
 * </pre>
 *
 * Grants live in memory only. A new leader learns them from their holders; the session book tells it who they are.
 */
@NullMarked
package dev.cairn.lock;

import org.jspecify.annotations.NullMarked;
