/**
 * A log of ledgers on Apache BookKeeper: {@link dev.cairn.log.bookkeeper.BookKeeperLedgers} keeps the entries and
 * {@link dev.cairn.log.bookkeeper.ZooKeeperLogRegister} the record of what the log consists of, as Pravega's log on BookKeeper
 * does. {@link dev.cairn.log.bookkeeper.EmbeddedBookie} is a bookie inside a process,
 * {@link dev.cairn.log.bookkeeper.BookieMain} one that is a process.
 *
 * <p>BookKeeper's terms and protocol: <a href="https://bookkeeper.apache.org/docs/development/protocol">The BookKeeper
 * protocol</a>; settings: <a href="https://bookkeeper.apache.org/docs/reference/config">Configuration</a>.
 */
@NullMarked
package dev.cairn.log.bookkeeper;

import org.jspecify.annotations.NullMarked;
