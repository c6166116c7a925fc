package dev.cairn.gateway.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.ReferringEntry;
import dev.cairn.api.metadata.ReferringPage;
import dev.cairn.api.metadata.Volume;
import dev.cairn.gateway.data.Calls;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** From inode numbers to what refers to them, and which of them are taken. */
@Tag(name = "inode numbers", description = "What refers to an inode, and whether it is really gone.")
@RestController
class InodeNumbersController {

    private final Volume volume;

    InodeNumbersController(Volume volume) {
        this.volume = volume;
    }

    @Operation(
            summary = "Entries that refer to an inode",
            description =
                    "In (directory, name) order; go on with after=next. after=DIRECTORY/ begins with the first entry of "
                            + "a directory. Empty for the root and for what does not exist or has no name.")
    @GetMapping("/v1/inodes/{inode}/referring-entries")
    Referring referringEntries(
            Calls calls,
            @PathVariable String inode,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String limit) {
        return Referring.of(volume.referringEntries(
                calls.reading(), Parameters.inode(inode), Parameters.linkPosition(after), Parameters.limit(limit)));
    }

    @Operation(
            summary = "Inode numbers from one on that are in use",
            description =
                    "Named or not, until they are completely deleted. Only within the aligned group of 1024 numbers that "
                            + "holds from: this tells whether an inode is gone, and is no way to walk the volume.")
    @GetMapping("/v1/allocated-inodes")
    Allocated allocatedInodes(
            Calls calls,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(required = false) @Nullable String limit) {
        InodeNumber first = new InodeNumber(Parameters.unsigned("from", Parameters.required("from", from)));
        InodeNumber last = new InodeNumber(to == null ? -1 : Parameters.unsigned("to", to));
        if (last.compareTo(first) < 0) {
            throw new CairnException(ErrorCode.EINVAL, "parameter", "to must not be below from");
        }
        int most = Parameters.limit(limit);
        List<InodeNumber> found = volume.allocatedInodes(calls.reading(), first, most);
        List<String> inodes = found.stream()
                .filter(inode -> inode.compareTo(last) <= 0)
                .map(InodeNumber::toString)
                .toList();
        return new Allocated(inodes, inodes.size() < found.size() || found.size() < most);
    }

    /** Entries of an inode. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Referring(List<ReferringName> entries, @Nullable String next) {

        static Referring of(ReferringPage page) {
            List<ReferringEntry> entries = page.entries();
            boolean isEnd = page.isComplete() || entries.isEmpty();
            return new Referring(
                    entries.stream().map(ReferringName::of).toList(),
                    isEnd
                            ? null
                            : entries.getLast().directory() + "/"
                                    + PercentCodec.encode(entries.getLast().name()));
        }
    }

    /** One entry; its type as a word and as readdir numbers it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ReferringName(
            String directory,
            @Nullable String name,
            @Nullable String nameBase64,
            String type,
            int direntType) {

        static ReferringName of(ReferringEntry entry) {
            return new ReferringName(
                    entry.directory().toString(),
                    Json.text(entry.name()),
                    Json.base64(entry.name()),
                    Json.typeName(entry.type()),
                    entry.type().direntType());
        }
    }

    /** Numbers in use; {@code end} says that none follow in the group of {@value MetadataLimits#INODE_GROUP} or up to {@code to}. */
    record Allocated(List<String> inodes, boolean end) {}
}
