package dev.cairn.system;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.StorageClass;

/**
 * Changes random keys of its own and remembers what it was promised: for each key the state that was acknowledged, and
 * while a change is under way the one it may lead to. One thread at a time.
 */
final class RandomWriter {

    private static final int KEYS = 12;
    private static final int PART_BYTES = 5 << 20;

    private final Standalone cairn;
    private final String bucket;
    private final String prefix;
    private final Random random;
    private final Map<String, Allowed> keys = new HashMap<>();
    private long acknowledged;

    RandomWriter(Standalone cairn, String bucket, String prefix, Random random) {
        this.cairn = cairn;
        this.bucket = bucket;
        this.prefix = prefix;
        this.random = random;
    }

    /** A file as it should be. */
    private record State(byte[] content, boolean online) {}

    /** The acknowledged state, empty for no file, and the one that a change without an answer may have led to. */
    private record Allowed(Optional<State> now, Optional<Optional<State>> maybe) {

        static Allowed exactly(Optional<State> state) {
            return new Allowed(state, Optional.empty());
        }

        Allowed orMaybe(Optional<State> next) {
            return new Allowed(now, Optional.of(next));
        }
    }

    long acknowledged() {
        return acknowledged;
    }

    /** Makes changes until one gets no answer. */
    void runUntilItFails() {
        try (S3Client s3 = cairn.s3WithoutRetries()) {
            while (true) {
                change(s3);
                acknowledged++;
            }
        } catch (SdkException | UncheckedIOException killed) {
            // Expected: what was under way stays in doubt until the check.
        }
    }

    private void change(S3Client s3) {
        String key = prefix + random.nextInt(KEYS);
        Optional<State> now =
                keys.getOrDefault(key, Allowed.exactly(Optional.empty())).now();
        int dice = random.nextInt(100);
        if (now.isEmpty() || dice < 45) {
            put(s3, key, bytes(size()));
        } else if (dice < 48) {
            upload(s3, key);
        } else if (dice < 60) {
            delete(s3, key);
        } else if (dice < 75) {
            rename(key, prefix + random.nextInt(KEYS), now);
        } else if (now.get().online()) {
            release(key, now.get());
        } else {
            stage(key, now.get());
        }
    }

    private int size() {
        int dice = random.nextInt(10);
        return dice < 4 ? random.nextInt(3_000) : dice < 9 ? random.nextInt(200_000) : random.nextInt(4_000_000);
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private void put(S3Client s3, String key, byte[] content) {
        Optional<State> next = Optional.of(new State(content, true));
        doubt(key, next);
        s3.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromBytes(content));
        settle(key, next);
    }

    private void upload(S3Client s3, String key) {
        byte[] content = bytes(PART_BYTES + random.nextInt(100_000));
        Optional<State> next = Optional.of(new State(content, true));
        String id = s3.createMultipartUpload(request -> request.bucket(bucket).key(key))
                .uploadId();
        List<CompletedPart> parts = new ArrayList<>();
        for (int number = 1; number <= 2; number++) {
            int part = number;
            byte[] piece = number == 1
                    ? Arrays.copyOf(content, PART_BYTES)
                    : Arrays.copyOfRange(content, PART_BYTES, content.length);
            if (piece.length == 0) {
                break;
            }
            String tag = s3.uploadPart(
                            request ->
                                    request.bucket(bucket).key(key).uploadId(id).partNumber(part),
                            RequestBody.fromBytes(piece))
                    .eTag();
            parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
        }
        doubt(key, next);
        s3.completeMultipartUpload(
                request -> request.bucket(bucket).key(key).uploadId(id).multipartUpload(upload -> upload.parts(parts)));
        settle(key, next);
    }

    private void delete(S3Client s3, String key) {
        doubt(key, Optional.empty());
        s3.deleteObject(request -> request.bucket(bucket).key(key));
        settle(key, Optional.empty());
    }

    private void rename(String from, String to, Optional<State> state) {
        if (from.equals(to)) {
            return;
        }
        doubt(from, Optional.empty());
        doubt(to, state);
        new ArchiveClient(cairn.rest()).rename(path(from), path(to));
        settle(from, Optional.empty());
        settle(to, state);
    }

    private void release(String key, State state) {
        if (state.content().length == 0) {
            return;
        }
        Optional<State> next = Optional.of(new State(state.content(), false));
        var archive = new ArchiveClient(cairn.rest());
        var file = archive.stat(path(key));
        doubt(key, next);
        archive.release(file);
        settle(key, next);
    }

    private void stage(String key, State state) {
        Optional<State> next = Optional.of(new State(state.content(), true));
        var archive = new ArchiveClient(cairn.rest());
        var file = archive.stat(path(key));
        doubt(key, next);
        archive.stage(file, state.content());
        settle(key, next);
    }

    private String path(String key) {
        return bucket + "/" + key;
    }

    private void doubt(String key, Optional<State> next) {
        keys.merge(key, Allowed.exactly(Optional.empty()).orMaybe(next), (old, ignored) -> old.orMaybe(next));
    }

    private void settle(String key, Optional<State> state) {
        keys.put(key, Allowed.exactly(state));
    }

    /** Compares every key with what was promised, and takes what is there as the truth from now on. */
    List<String> disagreements() {
        List<String> found = new ArrayList<>();
        try (S3Client s3 = cairn.s3()) {
            keys.replaceAll((key, allowed) -> {
                Optional<State> there = matching(s3, key, allowed, found);
                return Allowed.exactly(there);
            });
        }
        return found;
    }

    private Optional<State> matching(S3Client s3, String key, Allowed allowed, List<String> found) {
        if (is(s3, key, allowed.now())) {
            return allowed.now();
        }
        if (allowed.maybe().isPresent() && is(s3, key, allowed.maybe().get())) {
            return allowed.maybe().get();
        }
        found.add(key + " is not " + describe(allowed.now())
                + allowed.maybe().map(next -> " nor " + describe(next)).orElse("") + " but " + there(s3, key));
        return allowed.now();
    }

    private boolean is(S3Client s3, String key, Optional<State> state) {
        Optional<HeadObjectResponse> head = head(s3, key);
        if (head.isEmpty() || state.isEmpty()) {
            return head.isEmpty() == state.isEmpty();
        }
        State wanted = state.get();
        boolean isOnline = head.get().storageClass() != StorageClass.GLACIER;
        if (head.get().contentLength() != wanted.content().length || isOnline != wanted.online()) {
            return false;
        }
        return !isOnline
                || Arrays.equals(
                        wanted.content(),
                        s3.getObjectAsBytes(request -> request.bucket(bucket).key(key))
                                .asByteArray());
    }

    private Optional<HeadObjectResponse> head(S3Client s3, String key) {
        try {
            return Optional.of(s3.headObject(request -> request.bucket(bucket)
                    .key(key)
                    .overrideConfiguration(call -> call.apiCallTimeout(Duration.ofSeconds(30)))));
        } catch (NoSuchKeyException absent) {
            return Optional.empty();
        }
    }

    private String there(S3Client s3, String key) {
        return head(s3, key)
                .map(head -> head.contentLength() + " bytes, " + head.storageClassAsString())
                .orElse("absent");
    }

    private static String describe(Optional<State> state) {
        return state.map(it -> it.content().length + " bytes " + (it.online() ? "online" : "offline"))
                .orElse("absent");
    }
}
