package dev.cairn.lock;

import dev.cairn.api.lock.HeldLock;
import dev.cairn.coordination.LeaderRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What a {@link LockPartition} has in one term. Guarded by the partition's lock. */
final class LockTerm {

    private final LeaderRecord record;
    private final long beganAtNanos;
    private final Map<Long, CompletableFuture<HeldLock>> callers = new HashMap<>();
    private final Map<UUID, CompletableFuture<Void>> inBook = new HashMap<>();
    private @Nullable LockTable table;
    private List<SessionBook.Entry> predecessors = List.of();

    LockTerm(LeaderRecord record, long beganAtNanos) {
        this.record = record;
        this.beganAtNanos = beganAtNanos;
    }

    LeaderRecord record() {
        return record;
    }

    long beganAtNanos() {
        return beganAtNanos;
    }

    /** Those who wait for an answer, by ticket. */
    Map<Long, CompletableFuture<HeldLock>> callers() {
        return callers;
    }

    /** The sessions that the book has under this term once everything under way is done, each with when it is there. */
    Map<UUID, CompletableFuture<Void>> inBook() {
        return inBook;
    }

    /** Null until the book has been read. */
    @Nullable
    LockTable table() {
        return table;
    }

    void begin(LockTable fresh, List<SessionBook.Entry> ofEarlierTerms) {
        table = fresh;
        predecessors = ofEarlierTerms;
    }

    /** Takes over what the table has decided. The answers are to be run outside the lock. */
    List<Runnable> settle(LockTable decided, BookKeeper book) {
        List<Runnable> answers = new ArrayList<>();
        for (Outcome outcome : decided.drain()) {
            switch (outcome) {
                case Outcome.Granted granted -> {
                    CompletableFuture<HeldLock> caller = callers.remove(granted.ticket());
                    if (caller != null) {
                        answers.add(() -> caller.complete(granted.lock()));
                    }
                }
                case Outcome.Refused refused -> {
                    CompletableFuture<HeldLock> caller = callers.remove(refused.ticket());
                    if (caller != null) {
                        answers.add(() -> caller.completeExceptionally(refused.toException()));
                    }
                }
                case Outcome.SessionEnded ended -> {
                    inBook.remove(ended.session());
                    book.erase(record.epoch(), ended.session());
                }
            }
        }
        for (SessionBook.Entry obsolete : takeObsolete()) {
            book.erase(obsolete.epoch(), obsolete.session());
        }
        return answers;
    }

    /** The entries of earlier terms, once, when nobody needs them any more. */
    private List<SessionBook.Entry> takeObsolete() {
        LockTable present = table;
        if (present == null || present.isRecovering()) {
            return List.of();
        }
        List<SessionBook.Entry> obsolete = predecessors;
        predecessors = List.of();
        return obsolete;
    }
}
