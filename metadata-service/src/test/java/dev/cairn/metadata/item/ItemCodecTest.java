package dev.cairn.metadata.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.block.Location;
import dev.cairn.api.block.SegmentId;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.api.metadata.Part;
import dev.cairn.api.metadata.Place;
import dev.cairn.api.metadata.SeqPosition;
import dev.cairn.api.metadata.Upload;
import dev.cairn.api.metadata.UploadKey;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.testkit.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Stored items are read as they were written, by this version and by later ones. */
class ItemCodecTest {

    private static final List<FileType> TYPES = List.of(FileType.values());
    private static final Instant TIME = Instant.parse("2026-03-04T05:06:07.000000089Z");
    private static final UUID ID = new UUID(0x1122334455667788L, 0x99aabbccddeeff00L);

    private final Random random = new Random(Seeds.next());

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static Inode sample() {
        var inode = new Inode(new InodeNumber(1025), FileType.REGULAR, TIME, TIME, TIME, TIME);
        inode.mode = 0644;
        inode.linkCount = 1;
        inode.uid = 7;
        inode.gid = 8;
        inode.size = 300;
        inode.metaSeq = 17;
        inode.dataSeq = 16;
        inode.dataVersion = 3;
        inode.onlineBlocks = 1;
        inode.content = new ContentId(1026);
        inode.contentTag = Bytes.utf8("tag");
        inode.link = new Link(InodeNumber.ROOT, EntryName.file(Bytes.utf8("name")));
        return inode;
    }

    /** A change of any of these needs a new version byte, or volumes in use cannot be read any more. */
    @Test
    void theStoredFormsStayAsTheyAre() {
        assertThat(hex(InodeCodec.encode(sample())))
                .isEqualTo("0200100801a4010000000700000008ac02fef6bd9a0d59fef6bd9a0d59fef6bd9a0d59fef6bd9a0d59"
                        + "00000000000000110000000000000010030100008208037461670000000000000001046e616d65");
        assertThat(hex(new Records.Target(new InodeNumber(1025), FileType.DIRECTORY).encode()))
                .isEqualTo("01040000000000000401");
        var stored = new Extent(4096, 100, new Place.Stored(new Location(new SegmentId(9), 512, 64, 100, 0xCAFE)));
        assertThat(hex(ExtentCodec.encode(stored))).isEqualTo("0101802000000000000000098004400000cafe");
        assertThat(hex(ExtentCodec.encode(new Extent(0, 2, new Place.Inline(Bytes.utf8("hi"))))))
                .isEqualTo("0102006869");
        assertThat(hex(ExtentCodec.encode(new Extent(0, 2, new Place.Offline()))))
                .isEqualTo("010300");
        assertThat(hex(ExtentCodec.encode(new Extent(0, 4096, new Place.Unwritten()))))
                .isEqualTo("010400");
        assertThat(hex(new Records.Recall(TIME, Duration.ofDays(1)).encode())).isEqualTo("01fef6bd9a0d5980a305");
    }

    @Test
    void keysSortInTheOrderTheyAreScanned() {
        InodeNumber directory = new InodeNumber(5);
        List<byte[]> sorted = List.of(
                Keys.inode(directory),
                Keys.entries(directory),
                Keys.entry(directory, EntryName.directory(Bytes.EMPTY)),
                Keys.entry(directory, EntryName.file(Bytes.utf8("a"))),
                Keys.entry(directory, EntryName.file(Bytes.utf8("a!"))),
                Keys.entry(directory, EntryName.directory(Bytes.utf8("a"))),
                Keys.entry(directory, EntryName.file(Bytes.utf8("a0"))),
                Keys.entries(new InodeNumber(6)),
                Keys.backReference(directory, new Link(InodeNumber.ROOT, EntryName.file(Bytes.utf8("x")))),
                Keys.extent(new ContentId(3), 100),
                Keys.extent(new ContentId(3), 4096),
                Keys.xattr(directory, Bytes.utf8("user.a")),
                Keys.symlink(directory),
                Keys.SeqZone.META.key(new SeqPosition(1, new InodeNumber(9))),
                Keys.SeqZone.META.key(new SeqPosition(2, new InodeNumber(1))),
                Keys.SeqZone.DATA.key(new SeqPosition(1, new InodeNumber(1))),
                Keys.SeqZone.DELETION.start(),
                Keys.upload(new UploadKey(directory, Bytes.utf8("a"), ID)),
                Keys.upload(new UploadKey(directory, Bytes.utf8("a\u0000b"), ID)),
                Keys.upload(new UploadKey(directory, Bytes.utf8("ab"), ID)),
                Keys.part(ID, 1),
                Keys.part(ID, 300));
        for (int i = 1; i < sorted.size(); i++) {
            assertThat(Arrays.compareUnsigned(sorted.get(i - 1), sorted.get(i)))
                    .as("%s before %s", hex(sorted.get(i - 1)), hex(sorted.get(i)))
                    .isNegative();
        }
    }

    @Test
    void whatIsInAKeyIsFoundInIt() {
        for (int i = 0; i < 500; i++) {
            var name = new EntryName(anyBytes(20), random.nextBoolean());
            var directory = new InodeNumber(random.nextLong());
            assertThat(Keys.entryName(Keys.entry(directory, name))).isEqualTo(name);
            var link = new Link(directory, name);
            assertThat(Keys.link(Keys.backReference(new InodeNumber(random.nextLong()), link)))
                    .isEqualTo(link);
            var position = new SeqPosition(random.nextLong(), directory);
            assertThat(Keys.seqPosition(Keys.SeqZone.DATA.key(position))).isEqualTo(position);
            long end = random.nextLong() >>> 1;
            assertThat(Keys.extentEnd(Keys.extent(new ContentId(random.nextLong()), end)))
                    .isEqualTo(end);
        }
    }

    private Bytes anyBytes(int lengthMax) {
        byte[] bytes = new byte[random.nextInt(lengthMax + 1)];
        random.nextBytes(bytes);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = bytes[i] == '/' ? 0 : bytes[i];
        }
        return Bytes.wrap(bytes);
    }

    private Instant anyTime() {
        return Instant.ofEpochSecond(
                random.nextLong(-100_000_000_000L, 100_000_000_000L), random.nextInt(1_000_000_000));
    }

    private Inode anyInode() {
        var inode = new Inode(
                new InodeNumber(random.nextLong()),
                TYPES.get(random.nextInt(TYPES.size())),
                anyTime(),
                anyTime(),
                anyTime(),
                anyTime());
        inode.mode = random.nextInt(010000);
        inode.linkCount = random.nextInt(Integer.MAX_VALUE);
        inode.uid = random.nextInt();
        inode.gid = random.nextInt();
        inode.size = random.nextLong() >>> 1;
        inode.metaSeq = random.nextLong();
        inode.dataSeq = random.nextLong();
        inode.dataVersion = random.nextLong();
        inode.onlineBlocks = random.nextLong() >>> 12;
        inode.offlineBlocks = random.nextLong() >>> 12;
        inode.project = random.nextLong();
        inode.isRetained = random.nextBoolean();
        inode.deviceNumber = inode.type.isDevice() ? random.nextInt() : 0;
        inode.hasAccessAcl = random.nextBoolean();
        inode.hasDefaultAcl = random.nextBoolean();
        inode.trimFrom = random.nextBoolean() ? OptionalLong.of(random.nextLong() >>> 1) : OptionalLong.empty();
        inode.content = new ContentId(random.nextLong());
        inode.contentTag = anyBytes(60);
        inode.isRecallRequested = random.nextBoolean();
        inode.keptUntil = random.nextBoolean() ? Optional.of(anyTime()) : Optional.empty();
        inode.origin = random.nextBoolean() ? Attributes.Origin.EXPLICIT : Attributes.Origin.IMPLICIT;
        inode.names = random.nextBoolean() ? NewEntry.NameRule.POSIX : NewEntry.NameRule.OBJECT_KEYS;
        inode.link = random.nextBoolean()
                ? new Link(new InodeNumber(random.nextLong()), new EntryName(anyBytes(255), random.nextBoolean()))
                : null;
        return inode;
    }

    @Test
    void whatIsWrittenIsReadBack() {
        for (int i = 0; i < 500; i++) {
            Inode inode = anyInode();
            assertThat(InodeCodec.decode(inode.number, InodeCodec.encode(inode)))
                    .usingRecursiveComparison()
                    .isEqualTo(inode);
            Extent extent = anyExtent();
            assertThat(ExtentCodec.decode(extent.end(), ExtentCodec.encode(extent)))
                    .isEqualTo(extent);
            var upload = new Upload(
                    UUID.randomUUID(),
                    new InodeNumber(random.nextLong()),
                    anyBytes(100),
                    anyTime(),
                    Map.of(anyBytes(10), anyBytes(10)));
            assertThat(Records.decodeUpload(Records.encodeUpload(upload))).isEqualTo(upload);
            var part = new Records.StoredPart(
                    new Part(1 + random.nextInt(10_000), random.nextLong() >>> 1, anyBytes(40), anyBytes(9), anyTime()),
                    new ContentId(random.nextLong()));
            assertThat(Records.StoredPart.decode(part.encode())).isEqualTo(part);
            var done = new Records.CompletedUpload(
                    new UploadKey(new InodeNumber(random.nextLong()), anyBytes(100), UUID.randomUUID()),
                    anyBytes(40),
                    new InodeNumber(random.nextLong()),
                    anyTime());
            assertThat(Records.CompletedUpload.decode(done.encode())).isEqualTo(done);
            var open = new Records.OpenContent(anyTime(), random.nextLong() >>> 1);
            assertThat(Records.OpenContent.decode(open.encode())).isEqualTo(open);
        }
    }

    private Extent anyExtent() {
        long offset = random.nextLong() >>> 8;
        int length = 1 + random.nextInt(3000);
        return new Extent(
                offset,
                length,
                switch (random.nextInt(4)) {
                    case 0 -> new Place.Offline();
                    case 1 -> new Place.Inline(Bytes.wrap(new byte[length]));
                    case 2 -> new Place.Unwritten();
                    default ->
                        new Place.Stored(new Location(
                                new SegmentId(random.nextLong()),
                                random.nextLong() >>> 24,
                                random.nextInt(1000),
                                length,
                                random.nextInt()));
                });
    }

    @Test
    void whatIsCutFromAnExtentLiesWhereItLay() {
        for (int i = 0; i < 500; i++) {
            Extent extent = anyExtent();
            long from = extent.offset() + random.nextInt((int) extent.length());
            long to = from + 1 + random.nextInt((int) (extent.end() - from));
            Extent cut = ExtentCodec.cut(extent, from, to);
            assertThat(cut.offset()).isEqualTo(from);
            assertThat(cut.end()).isEqualTo(to);
            if (extent.place() instanceof Place.Stored(Location whole)
                    && cut.place() instanceof Place.Stored(Location part)) {
                assertThat(part.skip() - whole.skip()).isEqualTo(from - extent.offset());
                assertThat(part.length()).isEqualTo(to - from);
            }
        }
    }

    @Test
    void whatIsUnknownOrCutShortIsCorrupt() {
        byte[] inode = InodeCodec.encode(sample());
        byte[] later = inode.clone();
        later[0]++;
        assertCorrupt(later);
        for (int length = 0; length < inode.length; length++) {
            assertCorrupt(Arrays.copyOf(inode, length));
        }
        assertCorrupt(Arrays.copyOf(inode, inode.length + 1));
    }

    private static void assertCorrupt(byte[] inode) {
        assertThatThrownBy(() -> InodeCodec.decode(new InodeNumber(1025), inode))
                .isInstanceOfSatisfying(
                        CairnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT));
    }
}
