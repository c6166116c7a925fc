/**
 * A transaction log made of ledgers: append-only sequences that somebody else replicates and fences, such as Apache
 * BookKeeper's. {@link dev.cairn.log.ledger.LedgerLog} is the protocol; {@link dev.cairn.log.ledger.LedgerStore} and
 * {@link dev.cairn.log.ledger.LogRegister} are what it needs.
 */
@NullMarked
package dev.cairn.log.ledger;

import org.jspecify.annotations.NullMarked;
