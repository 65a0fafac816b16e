import ColonnadeCommands

await ColonnadeCommand.start()
