package dev.cairn.gateway.s3;

import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.Namespace;
import dev.cairn.gateway.data.Calls;
import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.gateway.s3.wire.S3Exception;
import dev.cairn.gateway.s3.wire.XmlElement;
import dev.cairn.gateway.s3.wire.XmlWriter;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** DeleteObjects: up to a thousand deletes in one request, each of which succeeds or fails by itself. */
final class MultiDelete {

    private final Namespace namespace;
    private final BucketLookup buckets;

    MultiDelete(Namespace namespace, BucketLookup buckets) {
        this.namespace = namespace;
        this.buckets = buckets;
    }

    private record Wish(String key, Condition condition, Optional<String> version) {}

    private record Outcome(String key, Optional<S3Exception> refusal) {}

    void delete(S3Exchange exchange) throws IOException {
        byte[] body = exchange.document(S3Limits.DOCUMENT_BYTES_MAX);
        XmlElement document = XmlElement.parse(body, "Delete");
        List<Wish> wishes = wishes(document);
        boolean isQuiet = document.text("Quiet")
                .filter(quiet -> quiet.strip().equals("true"))
                .isPresent();
        InodeNumber bucket = buckets.inode(exchange.calls(), exchange.bucket());
        List<Outcome> outcomes = deleteAll(exchange.calls(), bucket, wishes);
        XmlWriter answer = new XmlWriter().root("DeleteResult");
        for (Outcome outcome : outcomes) {
            write(answer, outcome, isQuiet);
        }
        exchange.document(answer.close("DeleteResult"));
    }

    private static List<Wish> wishes(XmlElement document) {
        List<Wish> wishes = document.children("Object").stream()
                .map(object -> new Wish(
                        object.text("Key")
                                .filter(key -> !key.isEmpty())
                                .orElseThrow(() -> new S3Exception(S3Error.MALFORMED_XML)),
                        object.text("ETag").map(WriteConditions::match).orElse(Condition.ALWAYS),
                        object.text("VersionId")))
                .toList();
        if (wishes.isEmpty() || wishes.size() > S3Limits.DELETE_KEYS_MAX) {
            throw new S3Exception(S3Error.MALFORMED_XML);
        }
        return wishes;
    }

    private List<Outcome> deleteAll(Calls calls, InodeNumber bucket, List<Wish> wishes) {
        Semaphore turns = new Semaphore(S3Limits.DELETES_IN_FLIGHT);
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Outcome>> running = new ArrayList<>(wishes.size());
            for (Wish wish : wishes) {
                running.add(workers.submit(() -> {
                    turns.acquire();
                    try {
                        return deleteOne(calls, bucket, wish);
                    } finally {
                        turns.release();
                    }
                }));
            }
            List<Outcome> outcomes = new ArrayList<>(wishes.size());
            for (Future<Outcome> future : running) {
                outcomes.add(future.get());
            }
            return outcomes;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CairnException(ErrorCode.EINTR, "delete", "interrupted while deleting", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a delete failed in a way that was not expected", e.getCause());
        }
    }

    private Outcome deleteOne(Calls calls, InodeNumber bucket, Wish wish) {
        try {
            if (wish.version().filter(id -> !id.equals("null")).isPresent()) {
                throw new S3Exception(S3Error.NO_SUCH_VERSION);
            }
            ObjectName object = ObjectName.of(Bytes.utf8(wish.key()));
            ObjectWrites.remove(namespace, calls, bucket, object, wish.condition());
            return new Outcome(wish.key(), Optional.empty());
        } catch (S3Exception e) {
            return new Outcome(wish.key(), Optional.of(e));
        } catch (CairnException e) {
            return new Outcome(wish.key(), Optional.of(CairnErrors.translate(e)));
        }
    }

    private static void write(XmlWriter answer, Outcome outcome, boolean isQuiet) {
        if (outcome.refusal().isPresent()) {
            S3Exception refusal = outcome.refusal().get();
            answer.open("Error")
                    .element("Key", outcome.key())
                    .element("Code", refusal.error().code())
                    .element("Message", refusal.getMessage())
                    .close("Error");
        } else if (!isQuiet) {
            answer.open("Deleted").element("Key", outcome.key()).close("Deleted");
        }
    }
}
