package dev.cairn.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.api.metadata.PutRequest;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.item.Inode;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;

/** A shard with bytes, which is consistent when a test ends. */
abstract class DataFixture {

    static final long LAST_BLOCK = 0xfffffffffffff000L;

    final TestShard shard = new TestShard();
    final DataCalls calls = new DataCalls(shard);

    @AfterEach
    void close() {
        check();
        shard.reap();
        check();
        shard.close();
    }

    void check() {
        shard.read(tree -> {
            ShardChecker.check(tree);
            return true;
        });
    }

    /** A file with these bytes, at data_version 1. */
    Attributes file(String path, byte[] bytes) {
        return shard.put(path, calls.stored(bytes));
    }

    /** A special inode, named like its type. */
    Attributes special(FileType type) {
        return shard.namespace()
                .create(
                        shard.context(),
                        TestShard.path(type.name()),
                        PutRequest.Parents.REQUIRED,
                        new NewEntry.Special(type, 0644, 0))
                .attributes();
    }

    /** Changes an inode behind the back of all rules. */
    void alter(Attributes file, Consumer<Inode> change) {
        shard.step(transaction -> {
            Inode inode = transaction.inode(file.inode());
            change.accept(inode);
            transaction.store(inode);
            return true;
        });
    }

    static void assertRefused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CairnException.class,
                        refusal -> assertThat(refusal.code())
                                .as(refusal.getMessage())
                                .isEqualTo(code));
    }

    static void assertRefused(ErrorCode code, String reason, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(CairnException.class, refusal -> {
            assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(code);
            assertThat(refusal.reason()).isEqualTo(reason);
        });
    }
}
