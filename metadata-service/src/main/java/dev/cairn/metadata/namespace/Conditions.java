package dev.cairn.metadata.namespace;

import dev.cairn.api.metadata.Condition;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.item.Inode;
import java.util.Optional;
import java.util.Set;

/** Whether a condition holds of the file in place. */
public final class Conditions {

    private Conditions() {}

    /** @throws CairnException PRECONDITION_FAILED; ENOENT, reason {@code condition}, where there is no file to match */
    public static void require(Condition condition, Optional<Inode> file) {
        boolean holds = switch (condition) {
            case Condition.Always() -> true;
            case Condition.Absent() -> file.isEmpty();
            case Condition.Present() -> file.isPresent();
            case Condition.TagIsOneOf(Set<Bytes> tags) -> file.isPresent() && tags.contains(file.get().contentTag);
            case Condition.DataVersionIs(long dataVersion) -> file.isPresent() && file.get().dataVersion == dataVersion;
        };
        if (!holds) {
            throw new CairnException(
                    ErrorCode.PRECONDITION_FAILED,
                    file.isPresent() ? "condition" : "absent",
                    file.map(it -> "the file in place has data_version " + Long.toUnsignedString(it.dataVersion))
                            .orElse("there is no file in place"));
        }
    }
}
