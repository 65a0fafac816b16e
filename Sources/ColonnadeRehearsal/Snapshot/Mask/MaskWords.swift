import ColonnadeModel

/// What people, streets and sentences are called in a masked copy.
enum MaskWords {
    static let firstNames = words(
        """
        Ada Aiko Alba Alma Amara Anouk Arda Aria Arlo Asha Avi Bela Bodil Bram Cleo Dara Davi Dewi Dina Edda Eero Elio \
        Elva Emre Enzo Esme Faye Finn Flora Gaia Gwen Hana Hugo Ida Ilya Imani Inga Iris Ivo Jiro Jora Juno Kai Kaya \
        Kofi Lena Levi Lila Linh Lola Luca Maia Malik Mara Mateo Mila Mina Nadia Naoki Nela Nia Nils Noa Nora Odin Ola \
        Olga Omar Otto Pia Priya Ravi Remi Rina Rosa Rumi Sami Sana Saul Selma Sena Signe Sofia Suri Taro Tess Tilda \
        Timo Tove Uma Uri Vera Viggo Wanda Wren Yara Yuki Zara Zeno Zoe
        """)
    static let lastNames = words(
        """
        Abara Adler Aldana Amsel Arden Ashby Asano Bauer Bello Berg Birk Blom Borja Brand Calder Castro Chavez Corey \
        Dahl Danner Diaz Dorn Duarte Egger Ekman Endo Falk Faro Fenn Fiala Frost Gallo Garza Grant Grove Haas Hale \
        Hartog Hayes Holm Ibarra Iqbal Ito Jansen Joshi Kane Kato Keller Kern Klee Kruse Lamb Lind Lopes Lund Maro \
        Mehta Meyer Mori Moss Nagy Nair Nash Nolan Novak Obi Okada Okoro Olsen Orr Ortiz Paine Patel Perez Pohl Quist \
        Rao Reyes Rossi Roth Ruiz Sato Senn Shah Silva Sorel Stein Stone Suzuki Tamm Tanaka Toth Ueda Vance Varga Vega \
        Voss Weber West Wolff Yilmaz York Zeller
        """)
    static let streets = [
        "Alder", "Beacon", "Birch", "Bridge", "Canal", "Cedar", "Chapel", "Clover", "Elm", "Fern", "Garden",
        "Grove",
        "Harbour", "Hazel", "Hill", "Ivy", "Juniper", "Lake", "Linden", "Maple", "Meadow", "Mill", "North",
        "Oak", "Park",
        "Pine", "Quarry", "River", "Rowan", "South", "Station", "Willow",
    ].flatMap { ["\($0) Street", "\($0) Road", "\($0) Lane"] }
    static let cities = words(
        """
        Ashford Brookfield Castleton Dunmore Eastbrook Fairhaven Glenwood Harborview Ironbridge Kingsmead Lakeside \
        Millbrook Northfield Oakridge Pinehurst Queensbury Riverton Stonebridge Thornbury Underhill Valleyview Westbrook
        """)
    private static let fillers = words(
        """
        lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore et dolore magna \
        aliqua enim ad minim veniam quis nostrud exercitation ullamco laboris nisi aliquip ex ea commodo consequat
        """)

    private static func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

    /// Words that mean nothing, as long as the text that they take the place of, with a line where it had one.
    static func sentences(as text: String, _ numbers: inout SplitMix) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let length = line.unicodeScalars.count
            var result = ""
            while result.utf8.count < length {
                let word = numbers.pick(fillers)
                result += result.isEmpty ? word.prefix(1).uppercased() + word.dropFirst() : " \(word)"
            }
            return String(result.prefix(length))
        }.joined(separator: "\n")
    }
}
