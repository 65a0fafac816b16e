/// The scripts of a page of Vue or Svelte.
enum PageScripts {
    /// The page with everything outside of its `<script>` made white space, so that places and lines stay as they are.
    static func only(_ page: String) -> String {
        var bytes = Array(page.utf8)
        let open = Array("<script".utf8)
        let close = Array("</script".utf8)
        var isScript = false
        var at = 0
        while at < bytes.count {
            if isScript {
                if bytes[at...].starts(with: close) { isScript = false }
            } else if bytes[at...].starts(with: open),
                let end = bytes[at...].firstIndex(of: UInt8(ascii: ">"))
            {
                blank(&bytes, at...end)
                at = end + 1
                isScript = true
                continue
            }
            if !isScript { blank(&bytes, at...at) }
            at += 1
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func blank(_ bytes: inout [UInt8], _ range: ClosedRange<Int>) {
        for index in range where bytes[index] != 0x0A { bytes[index] = 0x20 }
    }
}
