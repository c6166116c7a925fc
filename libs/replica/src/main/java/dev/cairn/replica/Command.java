package dev.cairn.replica;

/**
 * A change request. It runs on the replica's thread, one at a time, against the working tree; it must not wait, do I/O, or
 * keep the transaction.
 *
 * @param <R> what it answers
 */
@FunctionalInterface
public interface Command<R> {

    /**
     * Decides what to change, by writing it into the transaction, and what to answer.
     *
     * @throws dev.cairn.kernel.CairnException to refuse; nothing is changed then
     */
    R decide(Transaction transaction, CommandContext context);
}
