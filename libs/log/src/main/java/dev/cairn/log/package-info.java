/**
 * The transaction log: an ordered, durable sequence of entries with one writer at a time, fenced by epochs.
 *
 * <p>{@link dev.cairn.log.TransactionLog} is the port; {@link dev.cairn.log.FileLog} keeps a log in files of one machine,
 * {@link dev.cairn.log.MemoryLog} in memory for tests, {@link dev.cairn.log.ledger.LedgerLog} as a list of replicated ledgers.
 */
@NullMarked
package dev.cairn.log;

import org.jspecify.annotations.NullMarked;
