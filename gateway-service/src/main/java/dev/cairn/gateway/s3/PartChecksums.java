package dev.cairn.gateway.s3;

import dev.cairn.api.metadata.Part;
import dev.cairn.gateway.s3.StoredHeaders.ChecksumPlan;
import dev.cairn.gateway.s3.body.ChecksumAlgorithm;
import dev.cairn.gateway.s3.body.ChecksumValue;
import dev.cairn.gateway.s3.body.RunningChecksum;
import dev.cairn.kernel.Bytes;
import java.util.List;
import java.util.Optional;

/** Checksums of parts, stored as the number of the algorithm and the value, and what they make together. */
final class PartChecksums {

    private PartChecksums() {}

    static Bytes encode(Optional<ChecksumValue> checksum) {
        return checksum.map(
                        value -> Bytes.wrap(new byte[] {(byte) value.algorithm().number()})
                                .concat(value.value()))
                .orElse(Bytes.EMPTY);
    }

    static Optional<ChecksumValue> of(Part part) {
        Bytes stored = part.checksum();
        return stored.isEmpty()
                ? Optional.empty()
                : ChecksumAlgorithm.numbered(stored.at(0))
                        .map(algorithm -> ChecksumValue.ofBytes(
                                algorithm, stored.slice(1, stored.length()).toByteArray()));
    }

    /** The checksum of the object, if every part has one of the planned kind. */
    static Optional<ChecksumValue> ofWhole(ChecksumPlan plan, List<Part> parts) {
        boolean isComplete = parts.stream()
                .allMatch(part -> of(part).filter(checksum -> checksum.algorithm() == plan.algorithm())
                        .isPresent());
        if (!isComplete) {
            return Optional.empty();
        }
        return Optional.of(
                switch (plan.kind()) {
                    case COMPOSITE -> composite(plan.algorithm(), parts);
                    case FULL_OBJECT -> fullObject(plan.algorithm(), parts);
                });
    }

    private static ChecksumValue composite(ChecksumAlgorithm algorithm, List<Part> parts) {
        RunningChecksum running = algorithm.start();
        for (Part part : parts) {
            byte[] value = of(part).orElseThrow().value().toByteArray();
            running.update(value, 0, value.length);
        }
        return new ChecksumValue(algorithm, ChecksumValue.Kind.COMPOSITE, Bytes.wrap(running.value()), parts.size());
    }

    private static ChecksumValue fullObject(ChecksumAlgorithm algorithm, List<Part> parts) {
        byte[] whole = algorithm.start().value();
        for (Part part : parts) {
            whole = algorithm.combine(whole, of(part).orElseThrow().value().toByteArray(), part.size());
        }
        return ChecksumValue.ofBytes(algorithm, whole);
    }
}
