package dev.cairn.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.InvalidObjectStateException;
import software.amazon.awssdk.services.s3.model.ObjectStorageClass;
import software.amazon.awssdk.services.s3.model.StorageClass;
import tools.jackson.databind.JsonNode;

/** The tour: in over S3, found in the change feed, released, asked for, staged, read back, and nobody can tell. */
class ArchiveRoundTripTest {

    private static final String BUCKET = "tour";
    private static final String KEY = "letters/2026/a letter.bin";
    private static final Executor THREADS = Thread::startVirtualThread;

    @TempDir
    Path data;

    private final byte[] content = new byte[300_001];

    @Test
    void aFileGoesToTheArchiveAndComesBackUnchanged() throws Exception {
        new Random(1).nextBytes(content);
        try (var cairn = Standalone.start(data);
                S3Client s3 = cairn.s3()) {
            var archive = new ArchiveClient(cairn.rest());
            s3.createBucket(bucket -> bucket.bucket(BUCKET));
            s3.putObject(object -> object.bucket(BUCKET).key(KEY), RequestBody.fromBytes(content));
            var before = archive.stat(BUCKET + "/" + KEY);
            String tag = head(s3).eTag();

            assertThat(changedInodes(cairn.rest(), "data")).contains(before.inode());
            assertThat(changedInodes(cairn.rest(), "meta")).contains(before.inode());
            String path = cairn.rest()
                    .get("/v1/inodes/" + before.inode() + "/paths")
                    .expect(200)
                    .json()
                    .toString();
            assertThat(path).contains(BUCKET + "/" + KEY);

            archive.release(before);
            assertOffline(s3);
            cairn.kill();
            cairn.startAgain();
            assertOffline(s3);

            CompletableFuture<Rest.Answer> reader = CompletableFuture.supplyAsync(
                    () -> cairn.rest().get("/v1/files/" + ArchiveClient.encoded(BUCKET + "/" + KEY) + "?wait=30"),
                    THREADS);
            JsonNode waiting =
                    cairn.rest().get("/v1/waiting?poll=20").expect(200).json();
            assertThat(waiting.toString()).contains(before.inode());
            archive.stage(before, content);
            assertThat(reader.get(30, TimeUnit.SECONDS).expect(200).body()).isEqualTo(content);

            assertThat(read(s3)).isEqualTo(content);
            assertThat(head(s3).eTag()).isEqualTo(tag);
            var after = archive.stat(BUCKET + "/" + KEY);
            for (String field : Set.of("size", "mtime", "ctime", "dataVersion", "dataSeq", "onlineBlocks")) {
                assertThat(after.all().get(field))
                        .as(field)
                        .isEqualTo(before.all().get(field));
            }
        }
    }

    @Test
    void aRestoreIsQueuedStagedAndKeptAndADeletionIsTold() {
        new Random(2).nextBytes(content);
        try (var cairn = Standalone.start(data);
                S3Client s3 = cairn.s3()) {
            var archive = new ArchiveClient(cairn.rest());
            s3.createBucket(bucket -> bucket.bucket(BUCKET));
            s3.putObject(object -> object.bucket(BUCKET).key(KEY), RequestBody.fromBytes(content));
            var file = archive.stat(BUCKET + "/" + KEY);
            archive.release(file);

            s3.restoreObject(request -> request.bucket(BUCKET).key(KEY).restoreRequest(restore -> restore.days(2)));
            assertThat(head(s3).restore()).contains("ongoing-request=\"true\"");
            assertThat(cairn.rest().get("/v1/waiting").json().toString()).contains(file.inode());
            cairn.stop();
            cairn.startAgain();
            assertThat(head(s3).restore()).contains("ongoing-request=\"true\"");

            archive.stage(file, content);
            assertThat(head(s3).restore()).contains("ongoing-request=\"false\"").contains("expiry-date");
            assertThat(read(s3)).isEqualTo(content);

            s3.deleteObject(object -> object.bucket(BUCKET).key(KEY));
            assertThat(cairn.rest().get("/v1/deletions").expect(200).json().toString())
                    .contains(file.inode())
                    .contains(BUCKET + "/" + KEY);
            Await.until(
                    "the inode is freed",
                    Duration.ofSeconds(20),
                    () -> cairn.rest().get("/v1/inodes/" + file.inode()).status() == 404);
        }
    }

    private static void assertOffline(S3Client s3) {
        assertThat(head(s3).storageClass()).isEqualTo(StorageClass.GLACIER);
        assertThatThrownBy(() -> read(s3)).isInstanceOf(InvalidObjectStateException.class);
        assertThat(s3.listObjectsV2(list -> list.bucket(BUCKET)).contents())
                .singleElement()
                .satisfies(object -> assertThat(object.storageClass()).isEqualTo(ObjectStorageClass.GLACIER));
    }

    private static HeadObjectResponse head(S3Client s3) {
        return s3.headObject(object -> object.bucket(BUCKET).key(KEY));
    }

    private static byte[] read(S3Client s3) {
        return s3.getObjectAsBytes(object -> object.bucket(BUCKET).key(KEY)).asByteArray();
    }

    private static Set<String> changedInodes(Rest rest, String index) {
        Set<String> inodes = new HashSet<>();
        JsonNode changes = rest.get("/v1/changes?index=" + index).expect(200).json();
        changes.get("changes").forEach(change -> inodes.add(change.get("inode").asString()));
        return inodes;
    }
}
