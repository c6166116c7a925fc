package dev.cairn.gateway.s3;

import dev.cairn.api.metadata.CompleteRequest;
import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.Part;
import dev.cairn.api.metadata.PartPage;
import dev.cairn.api.metadata.PartRef;
import dev.cairn.api.metadata.PutResult;
import dev.cairn.api.metadata.Upload;
import dev.cairn.api.metadata.UploadKey;
import dev.cairn.api.metadata.Uploads;
import dev.cairn.gateway.data.Calls;
import dev.cairn.gateway.s3.StoredHeaders.PartRun;
import dev.cairn.gateway.s3.body.ChecksumAlgorithm;
import dev.cairn.gateway.s3.body.ChecksumValue;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * CompleteMultipartUpload. A client that did not hear the answer asks again; the tag of the object follows from the
 * request alone, so a repeat reaches the metadata, which remembers what it did, also when the parts are gone.
 */
final class Completion {

    private final Uploads uploads;
    private final BucketLookup buckets;

    Completion(Uploads uploads, BucketLookup buckets) {
        this.uploads = uploads;
        this.buckets = buckets;
    }

    /** A part as the client lists it. */
    private record Listed(PartRef part, Optional<String> checksum, Optional<ChecksumAlgorithm> algorithm) {}

    void complete(S3Exchange exchange) throws IOException {
        Condition condition = WriteConditions.in(exchange.headers());
        List<Listed> listed = listed(exchange.document(S3Limits.DOCUMENT_BYTES_MAX));
        InodeNumber bucket = buckets.inode(exchange.calls(), exchange.bucket());
        UploadKey key = UploadIds.in(exchange, bucket);
        List<PartRef> refs = listed.stream().map(Listed::part).toList();
        Bytes tag = Etags.ofParts(refs.stream().map(PartRef::tag).toList());
        StoredHeaders headers = stored(exchange.calls(), key, listed);
        PutResult result = exchange.calls()
                .change(context ->
                        uploads.complete(context, new CompleteRequest(key, refs, tag, headers.asXattrs(), condition)));
        answer(exchange, Etags.text(result.attributes()), headers.checksum());
    }

    /** Judges the parts and says what to store with the object; nothing is known when the upload has ended already. */
    private StoredHeaders stored(Calls calls, UploadKey key, List<Listed> listed) {
        Map<Integer, Part> uploaded = new HashMap<>();
        Upload upload;
        try {
            upload = load(calls, key, uploaded);
        } catch (CairnException e) {
            if (e.code() == ErrorCode.ENOENT && e.reason().equals("upload")) {
                return StoredHeaders.NONE;
            }
            throw e;
        }
        List<Part> parts = new ArrayList<>(listed.size());
        for (Listed wanted : listed) {
            parts.add(requirePart(wanted, uploaded));
        }
        requireSizes(parts);
        StoredHeaders headers = StoredHeaders.of(upload.xattrs());
        return headers.withChecksum(headers.plan().flatMap(plan -> PartChecksums.ofWhole(plan, parts)))
                .withParts(runs(parts));
    }

    private Upload load(Calls calls, UploadKey key, Map<Integer, Part> uploaded) {
        int after = 0;
        while (true) {
            PartPage page = uploads.parts(calls.reading(), key, after, MetadataLimits.PAGE_ENTRIES_MAX);
            page.parts().forEach(part -> uploaded.put(part.number(), part));
            if (!page.hasMore() || page.parts().isEmpty()) {
                return page.upload();
            }
            after = page.parts().getLast().number();
        }
    }

    private static Part requirePart(Listed listed, Map<Integer, Part> uploaded) {
        Part part = uploaded.get(listed.part().number());
        if (part == null || !part.tag().equals(listed.part().tag())) {
            throw new S3Exception(S3Error.INVALID_PART)
                    .detail("PartNumber", Integer.toString(listed.part().number()));
        }
        if (listed.checksum().isPresent()) {
            Optional<ChecksumValue> stored = PartChecksums.of(part);
            boolean isRight = stored.filter(
                            value -> Optional.of(value.algorithm()).equals(listed.algorithm()))
                    .map(value -> Optional.of(value.text()).equals(listed.checksum()))
                    .orElse(true);
            if (!isRight) {
                throw new S3Exception(S3Error.INVALID_PART).detail("PartNumber", Integer.toString(part.number()));
            }
        }
        return part;
    }

    private static void requireSizes(List<Part> parts) {
        for (Part part : parts.subList(0, parts.size() - 1)) {
            if (part.size() < S3Limits.PART_BYTES_MIN) {
                throw new S3Exception(S3Error.ENTITY_TOO_SMALL)
                        .detail("ProposedSize", Long.toString(part.size()))
                        .detail("MinSizeAllowed", Long.toString(S3Limits.PART_BYTES_MIN))
                        .detail("PartNumber", Integer.toString(part.number()))
                        .detail("ETag", Etags.text(part.tag()));
            }
        }
    }

    private static List<PartRun> runs(List<Part> parts) {
        List<PartRun> runs = new ArrayList<>();
        for (Part part : parts) {
            if (!runs.isEmpty() && runs.getLast().size() == part.size()) {
                runs.add(new PartRun(runs.removeLast().count() + 1, part.size()));
            } else {
                runs.add(new PartRun(1, part.size()));
            }
        }
        return runs.size() > S3Limits.PART_RUNS_MAX ? List.of() : runs;
    }

    private static List<Listed> listed(byte[] document) {
        List<Listed> listed = XmlElement.parse(document, "CompleteMultipartUpload").children("Part").stream()
                .map(Completion::listed)
                .toList();
        if (listed.isEmpty() || listed.size() > PartNumbers.MAX) {
            throw new S3Exception(S3Error.MALFORMED_XML);
        }
        for (int at = 1; at < listed.size(); at++) {
            if (listed.get(at).part().number() <= listed.get(at - 1).part().number()) {
                throw new S3Exception(S3Error.INVALID_PART_ORDER);
            }
        }
        return listed;
    }

    private static Listed listed(XmlElement part) {
        int number = PartNumbers.parse(part.text("PartNumber").map(String::strip));
        Bytes tag = part.text("ETag")
                .flatMap(Etags::parse)
                .orElseThrow(
                        () -> new S3Exception(S3Error.INVALID_PART).detail("PartNumber", Integer.toString(number)));
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            Optional<String> checksum = part.text(algorithm.element()).map(String::strip);
            if (checksum.isPresent()) {
                return new Listed(new PartRef(number, tag), checksum, Optional.of(algorithm));
            }
        }
        return new Listed(new PartRef(number, tag), Optional.empty(), Optional.empty());
    }

    private static void answer(S3Exchange exchange, String etag, Optional<ChecksumValue> checksum) throws IOException {
        XmlWriter document = new XmlWriter()
                .root("CompleteMultipartUploadResult")
                .element("Location", exchange.head().rawPath())
                .element("Bucket", exchange.bucket())
                .element("Key", exchange.object().key())
                .element("ETag", etag);
        checksum.ifPresent(value -> document.element(value.algorithm().element(), value.text())
                .element("ChecksumType", value.kind().name()));
        exchange.document(document.close("CompleteMultipartUploadResult"));
    }
}
